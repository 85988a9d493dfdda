import { type CatalogueFollower, followCatalogue } from '../catalogue/catalogue-follower.ts';
import { editionOf } from '../catalogue/stack-edition.ts';
import { connectDatabase, type Database } from '../catalogue/database.ts';
import type { Settings } from '../config/await-settings.ts';
import { type Environment, required } from '../config/environment.ts';
import type { StackConfig } from '../config/stack.ts';
import type { Logger } from '../observe/log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { connectRedis } from '../queue/redis.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { openStore } from '../storage/open-store.ts';

/** What a process of this stack works with, connected once at its start. */
export interface ServiceContext {
  readonly env: Environment;
  readonly stack: StackConfig;
  readonly log: Logger;
  readonly store: ObjectStore;
  readonly db: Database;
  readonly redis: ScriptedRedis;
}

/** Connects to storage, database and Redis as the environment says. */
export function openServiceContext(settings: Settings): ServiceContext {
  const { env, log } = settings;
  return {
    ...settings,
    store: openStore(required(env, 'PVS_STORAGE_URL')),
    db: connectDatabase(required(env, 'PVS_DATABASE_URL'), env.PVS_DATABASE_POOL, log),
    redis: connectRedis(required(env, 'PVS_REDIS_URL'), log, env.PVS_REDIS_CA),
  };
}

/** A context whose process also answers from the index of footprints. */
export interface FollowingContext extends ServiceContext {
  readonly follower: CatalogueFollower;
}

/** @param options see {@link followCatalogue} */
export function withFollower(
  context: ServiceContext,
  options?: { readonly counted?: boolean },
): FollowingContext {
  const { db, redis, log, stack } = context;
  return { ...context, follower: followCatalogue(db, redis, log, { ...options, edition: editionOf(stack) }) };
}

export async function closeServiceContext(context: ServiceContext | FollowingContext): Promise<void> {
  if ('follower' in context) context.follower.stop();
  context.redis.disconnect();
  await context.db.destroy();
}
