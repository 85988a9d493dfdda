import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sourceUnavailable } from '../errors.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { connectRedis } from './redis.ts';
import { Membership } from './membership.ts';
import { runStage, type RunningStage, type StageOptions } from './run-stage.ts';
import { heartbeatKey, inFlightKey, stageKeys } from './stage-keys.ts';
import { stageOverview } from './stage-overview.ts';
import { StageQueue } from './stage-queue.ts';
import type { Job, Stage } from './stage.ts';

const keys = stageKeys.register;
const QUEUE = 'register_queue';
let server: TestRedis;
let redis: ScriptedRedis;
let lines: { msg: string }[] = [];
const running: RunningStage[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, log);
});

beforeEach(async () => {
  lines = [];
  await redis.flushall();
});

afterEach(async () => {
  for (const stage of running.splice(0)) await stage.stop(500);
});

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

function start(run: (id: string, job: Job) => Promise<void>, options: Partial<StageOptions> = {}) {
  const stage: Stage<{ id: string }> = {
    keys,
    idOf: (raw) => raw,
    begin: (id) => ({ id }),
    steps: [{ name: 'work', run: async ({ id }, job) => (await run(id, job), {}) }],
    next: () => [],
  };
  const policy = { concurrency: 2, maxAttempts: 3, maxUnavailableS: 60, leaseMs: 600 };
  const started = runStage(stage, redis, log, { ...policy, ...options });
  running.push(started);
  return started;
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 1000; i += 1) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error('it did not happen within twenty seconds');
}

const logged = (message: string) => lines.filter(({ msg }) => msg === message).length;
const done = async () => redis.scard(keys.success);

test('a worker that was taken for dead drops its item, changes nothing, and goes on under another name', async () => {
  let aborted = false;
  const hold = Promise.withResolvers<void>();
  start(async (id, { signal }) => {
    if (id !== 'a') return;
    signal.addEventListener('abort', () => (aborted = true));
    await hold.promise;
  });
  await redis.lpush(QUEUE, 'a');
  await until(async () => (await redis.sismember(keys.working, 'a')) === 1);
  const [paused = ''] = await redis.smembers(keys.workers);
  const other = new StageQueue(redis, keys, 'other', (raw) => raw);
  const otherMember = new Membership(redis, keys, 'other');
  await otherMember.enter(60_000);
  await until(async () => {
    await redis.del(heartbeatKey('register', paused));
    return (await otherMember.recover()).includes('a');
  });
  await until(() => aborted);
  const [mine] = [...((await other.take(1))?.begun ?? [])];
  hold.resolve();
  if (mine) {
    expect(mine).toMatchObject({ id: 'a', attempts: 2 });
    await sleep(300);
    expect(await redis.hget(keys.owners, 'a')).toBe(mine.token);
    await other.succeed(mine, []);
  }
  await redis.lpush(QUEUE, 'b');
  await until(async () => (await done()) === 2);
  expect(await redis.smembers(keys.workers)).not.toContain(paused);
  await otherMember.leave();
});

test('while a service is away the stage waits as a whole, says so once, and fails nothing', async () => {
  let away = true;
  let calls = 0;
  const ids = Array.from({ length: 30 }, (_, i) => `item-${i}`);
  await redis.lpush(QUEUE, ...ids);
  const stage = start(async () => {
    calls += 1;
    if (away) throw sourceUnavailable('the storage is away');
  });
  await until(() => stage.waitsFor() !== undefined);
  expect(stage.waitsFor()).toMatch(/^the storage is away \(since 20/);
  await until(async () => (await stageOverview(redis, keys)).delayed.length >= 2);
  await sleep(1500);
  // Three tries of an item each, and few items: not thirty times three.
  expect(calls).toBeLessThan(30);
  const { delayed, oldestS } = await stageOverview(redis, keys);
  expect(delayed[0]).toMatchObject({ reason: 'the storage is away' });
  expect(oldestS).toBeGreaterThan(0);
  away = false;
  await until(async () => (await done()) === 30);
  expect(stage.waitsFor()).toBeUndefined();
  expect(await redis.scard(keys.failure)).toBe(0);
  expect([logged('Stage:Waits'), logged('Stage:Resumes')]).toEqual([1, 1]);
  expect(await redis.exists(keys.attempts, keys.troubles, keys.delayed, keys.parked)).toBe(0);
});

test('an item whose service stays away for too long fails as SourceUnavailable', async () => {
  start(
    async () => {
      throw Object.assign(new Error('write: no space left'), { code: 'ENOSPC' });
    },
    { maxUnavailableS: 1 },
  );
  await redis.lpush(QUEUE, 'a');
  await until(async () => (await redis.scard(keys.failure)) === 1);
  expect(JSON.parse((await redis.hget(keys.problems, 'a')) ?? '{}')).toMatchObject({
    code: 'SourceUnavailable',
    message: 'write: no space left',
  });
});

test('a message that was taken by a call whose answer was lost is given back', async () => {
  start(async () => undefined);
  await until(async () => (await redis.scard(keys.workers)) === 1);
  const [worker = ''] = await redis.smembers(keys.workers);
  await redis.lpush(inFlightKey(QUEUE, worker), 'a');
  await until(async () => (await done()) === 1);
  expect(await redis.llen(inFlightKey(QUEUE, worker))).toBe(0);
});

test('messages of one id are worked on one after the other, in the order they were pushed', async () => {
  const seen: string[] = [];
  const stage: Stage<{ raw: string }> = {
    keys,
    idOf: () => 'the same',
    begin: (raw) => ({ raw }),
    steps: [
      {
        name: 'work',
        async run({ raw }) {
          seen.push(`${raw} begins`);
          await sleep(20);
          seen.push(`${raw} ends`);
          return {};
        },
      },
    ],
    next: () => [],
  };
  const names = ['1', '2', '3', '4', '5'];
  await redis.lpush(QUEUE, ...names);
  for (let i = 0; i < 2; i += 1)
    running.push(runStage(stage, redis, log, { concurrency: 3, maxAttempts: 3, maxUnavailableS: 1 }));
  await until(() => seen.length === 10);
  expect(seen).toEqual(names.flatMap((name) => [`${name} begins`, `${name} ends`]));
});
