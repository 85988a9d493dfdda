import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FollowingContext } from '@pvs/core/http/service-context';
import { openBackend } from './backends/index.ts';
import { memoryFront } from './backends/memory-front.ts';
import type { TileBackend } from './backends/tile-backend.ts';

/** What serving tiles works with. */
export interface CacheContext extends FollowingContext {
  readonly backend: TileBackend;
}

/** Tiles are kept where the stack says, else in a directory below the data directory. */
export function cacheContext(context: FollowingContext): CacheContext {
  const { stack, env } = context;
  const url = stack.cache.url ?? pathToFileURL(join(env.PVS_DATA_DIR, 'cache')).href;
  return { ...context, backend: memoryFront(openBackend(url), stack.limits.tileMemoryBytes) };
}
