import { setTimeout as sleep } from 'node:timers/promises';
import { messageId } from '@pvs/core/queue/message-id';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { invalidInput, messageOf } from '@pvs/core/errors';
import { parseInterval } from '@pvs/core/time/time-grammar';
import { SEED_REPORTS, type SeedReport } from '@pvs/core/seeding/seed-report';
import { type CommandContext, exitCode } from '../command.ts';
import { auditCommand } from '../connect/audit-command.ts';
import { withRedis } from '../connect/with-redis.ts';
import { readGeometryFile } from '../geometry-file.ts';
import { printable } from '../printable.ts';
import { createProgressDisplay } from '../progress-display.ts';

const LOOK_EVERY_MS = 250;
const { queues, success, failure, problems } = stageKeys.seed;

/**
 * Asks for the tiles of a time interval, or of what a JSON message narrows down, to be drawn and kept. With `wait`
 * it follows the seeding and prints its report.
 */
export async function seed(
  { env, print }: CommandContext,
  [given = '']: readonly string[],
  { wait = false, json = false, geometry }: { wait?: boolean; json?: boolean; geometry?: string },
): Promise<number> {
  const message = geometry === undefined ? given : await withGeometry(given, geometry);
  if (!message.trim().startsWith('{')) parseInterval(message);
  const [queue] = queues;
  const id = messageId(message);
  return withRedis(env, async (redis) => {
    // An earlier outcome of the same message would look like this one's.
    if (wait) await redis.multi().srem(success, id).srem(failure, id).hdel(SEED_REPORTS, id).exec();
    await redis.lpush(queue, message);
    await auditCommand(redis, 'seed', { message });
    if (!wait) {
      print(`${id}: in ${queue}`);
      return exitCode.done;
    }
    const { report, problem } = await follow(redis, id);
    if (json)
      print(JSON.stringify({ ...report, ...(problem === undefined ? {} : { problem }) }, undefined, 2));
    else print(problem === undefined ? describe(report) : `FAILED: ${printable(problem)}`);
    return problem === undefined ? exitCode.done : exitCode.failed;
  });
}

/** The message, narrowed down to the geometry of a file. */
async function withGeometry(given: string, path: string): Promise<string> {
  const geometry = await readGeometryFile(path);
  if (!given.trim().startsWith('{')) return JSON.stringify({ interval: given, geometry });
  try {
    return JSON.stringify({ ...(JSON.parse(given) as object), geometry });
  } catch (cause) {
    throw invalidInput(`the message begins like JSON but is not: ${messageOf(cause)}`, { cause });
  }
}

interface Outcome {
  readonly report: SeedReport | undefined;
  /** Why it failed. */
  readonly problem?: string;
}

async function follow(redis: ScriptedRedis, id: string): Promise<Outcome> {
  const display = createProgressDisplay(process.stderr);
  try {
    for (;;) {
      const [done, failed, text] = await Promise.all([
        redis.sismember(success, id),
        redis.sismember(failure, id),
        redis.hget(SEED_REPORTS, id),
      ]);
      const report = text === null ? undefined : (JSON.parse(text) as SeedReport);
      if (report)
        display.update({ fraction: report.done / Math.max(1, report.total), text: describe(report) });
      if (done === 1) return { report };
      if (failed === 1) return { report, problem: await problemOf(redis, id) };
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    display.end();
  }
}

async function problemOf(redis: ScriptedRedis, id: string): Promise<string> {
  const text = await redis.hget(problems, id);
  const { code = '', message = 'no reason is known' } = JSON.parse(text ?? '{}') as {
    code?: string;
    message?: string;
  };
  return `${message} (${code})`;
}

function describe(report: SeedReport | undefined): string {
  if (!report) return 'waiting';
  const { done, total, miss, hit, empty, tilesPerSecond, secondsLeft } = report;
  const left = secondsLeft === undefined || done === total ? '' : `, ${secondsLeft} s left`;
  return `${done} of ${total} tiles: ${miss} drawn, ${hit} there, ${empty} empty; ${tilesPerSecond}/s${left}`;
}
