import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from '@pvs/core/config/environment';
import type { StackConfig } from '@pvs/core/config/stack';
import type { FollowingContext } from '@pvs/core/http/service-context';
import { openBackend } from './backends/index.ts';
import { memoryFront } from './backends/memory-front.ts';
import type { TileBackend } from './backends/tile-backend.ts';
import { toldBackend } from './backends/told-backend.ts';

/** What serving tiles works with. */
export interface CacheContext extends FollowingContext {
  /** Whose reading and writing never fails: see {@link toldBackend}. */
  readonly backend: TileBackend;
}

/** Where tiles are kept: where the stack says, else in a directory below the data directory. */
export const cacheUrlOf = ({ cache }: Pick<StackConfig, 'cache'>, env: Pick<Environment, 'PVS_DATA_DIR'>) =>
  cache.url ?? pathToFileURL(join(env.PVS_DATA_DIR, 'cache')).href;

export function cacheContext(context: FollowingContext): CacheContext {
  const { stack, env, log } = context;
  return {
    ...context,
    backend: memoryFront(toldBackend(openBackend(cacheUrlOf(stack, env)), log), stack.limits.tileMemoryBytes),
  };
}
