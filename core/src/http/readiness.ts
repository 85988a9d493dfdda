import { sql } from 'kysely';
import type { CatalogueFollower } from '../catalogue/catalogue-follower.ts';
import type { Database } from '../catalogue/database.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import type { ReadinessCheck } from './create-app.ts';

const DEADLINE_MS = 2000;

/** A problem unless the action ends well in time. */
async function problemOf(what: string, action: () => Promise<unknown>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    await Promise.race([action(), late]);
    return undefined;
  } catch (error) {
    return `${what}: ${messageOf(error)}`;
  } finally {
    clearTimeout(timer);
  }
}

export const redisCheck =
  (redis: ScriptedRedis): ReadinessCheck =>
  () =>
    problemOf('Redis', () => redis.ping());

export const databaseCheck =
  (db: Database): ReadinessCheck =>
  () =>
    problemOf('database', () => sql`select 1`.execute(db));

/** A check that says in the log, once, what is wrong and that it no longer is: for what nobody else would tell of. */
export function toldCheck(log: Logger, check: ReadinessCheck): ReadinessCheck {
  let told: string | undefined;
  return async () => {
    const problem = await check();
    if (problem !== undefined && problem !== told) log.warn({ problem }, 'Service:Waits');
    if (problem === undefined && told !== undefined) log.info({}, 'Service:Resumes');
    told = problem;
    return problem;
  };
}

export const catalogueCheck =
  (follower: CatalogueFollower): ReadinessCheck =>
  async () => {
    if (!follower.isCurrent()) return 'catalogue: the index of footprints is not up to date';
    if (!follower.isNumbered()) return 'catalogue: Redis has not said which edition of the stack this is';
    return undefined;
  };
