import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { connectRedis } from './redis.ts';
import { runStage, type RunningStage, type StageOptions } from './run-stage.ts';
import { stageKeys } from './stage-keys.ts';
import type { Job, Stage } from './stage.ts';

const keys = stageKeys.register;
const QUEUE = 'register_queue';
const log = pino({ level: 'silent' });
let server: TestRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, log);
});

beforeEach(() => redis.flushall());

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function start(
  work: (id: string, job: Job) => Promise<unknown>,
  options: Partial<StageOptions> = {},
): RunningStage {
  const stage: Stage<{ id: string }> = {
    keys,
    idOf: (raw) => raw,
    begin: (id) => ({ id }),
    steps: [
      {
        name: 'work',
        async run({ id }, job) {
          await work(id, job);
          job.signal.throwIfAborted();
          return {};
        },
      },
    ],
    next: () => [],
  };
  const policy = { concurrency: 1, maxAttempts: 3, maxUnavailableS: 60, leaseMs: 600 };
  return runStage(stage, redis, log, { ...policy, ...options });
}

test('stopping gives back what does not finish in time, without counting it', async () => {
  let aborted = false;
  const started = start((_, { signal }) =>
    sleep(60_000, undefined, { signal }).catch(() => (aborted = true)),
  );
  await redis.lpush(QUEUE, 'a');
  await until(async () => (await redis.sismember(keys.working, 'a')) === 1);
  await started.stop(50);
  expect(aborted).toBe(true);
  expect(await redis.lrange(QUEUE, 0, -1)).toEqual(['a']);
  expect(await redis.exists(keys.success, keys.failure, keys.working, keys.attempts)).toBe(0);
});

test('what came along with the order to stop goes back and is not begun', async () => {
  const release = Promise.withResolvers<void>();
  const seen: string[] = [];
  await redis.lpush(QUEUE, 'a', 'b');
  const started = start(async (id) => {
    seen.push(id);
    await release.promise;
  });
  await until(() => seen.length === 1);
  // Redis answers no move until the order to stop was given.
  await redis.client('PAUSE', 400, 'WRITE');
  release.resolve();
  await sleep(100);
  await started.stop(2000);
  expect(seen).toEqual(['a']);
  expect(await redis.lrange(QUEUE, 0, -1)).toEqual(['b']);
  expect(await redis.exists(keys.owners, keys.working, keys.attempts, keys.workers)).toBe(0);
  expect(await redis.smembers(keys.success)).toEqual(['a']);
});

/** Two replicas, of which the first has an item in work until `release` or the order to stop. */
async function twoReplicas() {
  const [release, done] = [Promise.withResolvers<void>(), [] as string[]];
  let begun = false;
  const first = start(async (_, { signal }) => {
    begun = true;
    signal.addEventListener('abort', () => release.resolve());
    await release.promise;
  });
  await redis.lpush(QUEUE, 'held');
  await until(() => begun);
  const second = start(async (id) => void done.push(id), { leaseMs: 60_000 });
  return { first, second, release: () => release.resolve(), done };
}

test('while one replica finishes what it has before it stops, the others go on', async () => {
  const { first, second, release, done } = await twoReplicas();
  const ended = first.stop(60_000);
  for (const id of ['1', '2', '3']) {
    await redis.lpush(QUEUE, id);
    await until(() => done.includes(id));
  }
  // A push of what is held waits for it, and follows it to the other replica.
  await redis.lpush(QUEUE, 'held');
  await until(async () => (await redis.hget(keys.parked, 'held')) === '1');
  release();
  await ended;
  await until(async () => (await redis.scard(keys.success)) === 4);
  await until(() => done.length === 4);
  expect(done).toEqual(['1', '2', '3', 'held']);
  await second.stop(1000);
});

test('what a replica gives back when it stops is the next of the others', async () => {
  const { first, second, done } = await twoReplicas();
  await first.stop(0);
  await until(() => done.includes('held'));
  await until(async () => (await redis.scard(keys.success)) === 1);
  expect(await redis.smembers(keys.workers)).toHaveLength(1);
  await second.stop(1000);
});
