import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { invalidInput, sourceUnavailable } from '../errors.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { connectRedis } from './redis.ts';
import { runStage, type RunningStage, type StageOptions } from './run-stage.ts';
import { heartbeatKey, inFlightKey, stageKeys } from './stage-keys.ts';
import type { Stage } from './stage.ts';

const keys = stageKeys.register;
const log = pino({ level: 'silent' });
let server: TestRedis;
let redis: ScriptedRedis;
const running: RunningStage[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, log);
});

beforeEach(() => redis.flushall());

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

interface State {
  readonly id: string;
}

function stage(run: (id: string) => Promise<void>): Stage<State> {
  return {
    keys,
    idOf: (raw) => raw.trim(),
    begin: (raw) => ({ id: raw.trim() }),
    steps: [
      {
        name: 'work',
        async run({ id }) {
          await run(id);
          return {};
        },
      },
    ],
    next: ({ id }) => [{ queue: 'seed_queue', message: `after ${id}` }],
  };
}

function start(run: (id: string) => Promise<void>, options: Partial<StageOptions> = {}): RunningStage {
  const started = runStage(stage(run), redis, log, {
    concurrency: 2,
    maxAttempts: 3,
    maxUnavailableS: 60,
    leaseMs: 300,
    ...options,
  });
  running.push(started);
  return started;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    if (await condition()) return;
    await sleep(25);
  }
  throw new Error('it did not happen within ten seconds');
}

const outcomes = async () => ({
  success: (await redis.smembers(keys.success)).sort(),
  failure: (await redis.smembers(keys.failure)).sort(),
  working: await redis.smembers(keys.working),
});

test('an item passes from its queue to the success set and the next queue', async () => {
  await redis.lpush('register_queue', ' a ');
  const started = start(async () => undefined);
  await until(async () => (await redis.scard(keys.success)) === 1);
  expect(await outcomes()).toEqual({ success: ['a'], failure: [], working: [] });
  expect(await redis.lrange('seed_queue', 0, -1)).toEqual(['after a']);
  await started.stop(1000);
  expect((await redis.keys('register_*')).sort()).toEqual([keys.finished, keys.taken]);
  expect(await redis.hgetall(keys.finished)).toEqual({ done: '1' });
});

test('messages are taken in the order they were pushed', async () => {
  await redis.lpush('register_queue', 'first', 'second', 'third');
  const seen: string[] = [];
  const started = start(async (id) => void seen.push(id), { concurrency: 1 });
  await until(async () => (await redis.scard(keys.success)) === 3);
  expect(seen).toEqual(['first', 'second', 'third']);
  await started.stop(1000);
});

test('a bad item leaves a problem and does not stop the others', async () => {
  await redis.lpush('register_queue', 'bad', 'good');
  const started = start(async (id) => {
    if (id === 'bad') throw invalidInput('it is bad', { code: 'Badness', detail: { how: 'very' } });
  });
  await until(async () => (await redis.scard(keys.success)) === 1 && (await redis.scard(keys.failure)) === 1);
  const problem = JSON.parse((await redis.hget(keys.problems, 'bad')) ?? '{}') as object;
  expect(problem).toMatchObject({
    stage: 'register',
    id: 'bad',
    code: 'Badness',
    message: 'it is bad',
    attempts: 1,
    raw: 'bad',
    detail: { how: 'very' },
  });
  await started.stop(1000);
});

test('pushing a failed item again clears its problem when it succeeds', async () => {
  let healthy = false;
  const started = start(async () => {
    if (!healthy) throw invalidInput('not yet');
  });
  await redis.lpush('register_queue', 'a');
  await until(async () => (await redis.scard(keys.failure)) === 1);
  healthy = true;
  await redis.lpush('register_queue', 'a');
  await until(async () => (await redis.scard(keys.success)) === 1);
  expect(await outcomes()).toEqual({ success: ['a'], failure: [], working: [] });
  expect(await redis.hexists(keys.problems, 'a')).toBe(0);
  await started.stop(1000);
});

test('an item waits while a service is away and does not fail', async () => {
  let calls = 0;
  const started = start(async () => {
    calls += 1;
    if (calls < 3) throw sourceUnavailable('the storage is away');
  });
  await redis.lpush('register_queue', 'a');
  await until(async () => (await redis.scard(keys.success)) === 1);
  expect(calls).toBe(3);
  await started.stop(1000);
});

test('what a dead worker held is taken up again', async () => {
  await redis.lpush('register_queue', 'a');
  await redis.lmove('register_queue', inFlightKey('register_queue', 'dead'), 'RIGHT', 'LEFT');
  await redis.sadd(keys.workers, 'dead');
  await redis.hset(keys.owners, 'a', 'dead#1');
  await redis.sadd(keys.working, 'a');
  await redis.hset(keys.attempts, 'a', 1);
  const started = start(async () => undefined);
  await until(async () => (await redis.scard(keys.success)) === 1);
  expect(await outcomes()).toEqual({ success: ['a'], failure: [], working: [] });
  expect(await redis.smembers(keys.workers)).not.toContain('dead');
  await started.stop(1000);
});

test('what a living worker holds is left to it', async () => {
  await redis.lpush(inFlightKey('register_queue', 'alive'), 'a');
  await redis.sadd(keys.workers, 'alive');
  await redis.set(heartbeatKey('register', 'alive'), 'now', 'PX', 60_000);
  const started = start(async () => undefined);
  await redis.lpush('register_queue', 'b');
  await until(async () => (await redis.scard(keys.success)) === 1);
  await sleep(400);
  expect(await redis.smembers(keys.success)).toEqual(['b']);
  await started.stop(1000);
});

test('an item whose workers keep dying fails as crashed', async () => {
  await redis.hset(keys.attempts, 'a', 3);
  await redis.lpush('register_queue', 'a');
  const started = start(async () => undefined);
  await until(async () => (await redis.scard(keys.failure)) === 1);
  expect(await redis.hget(keys.problems, 'a')).toContain('"code":"crashed"');
  await started.stop(1000);
});

test('a second push of an id in work waits for the first', async () => {
  let inWork = 0;
  let most = 0;
  let finished = 0;
  const started = start(
    async () => {
      most = Math.max(most, ++inWork);
      await sleep(100);
      inWork -= 1;
      finished += 1;
    },
    { concurrency: 4 },
  );
  await redis.lpush('register_queue', 'a', 'a', 'a');
  await until(async () => finished === 3);
  expect(most).toBe(1);
  await started.stop(1000);
});

test('the queues of a stage take turns', async () => {
  const [one, two] = stageKeys.preprocess.queues;
  const names = ['1', '2', '3', '4', '5', '6', '7', '8'];
  await redis.lpush(one, ...names.map((name) => `a${name}`));
  await redis.lpush(two ?? '', ...names.map((name) => `b${name}`));
  const seen: string[] = [];
  const turns = { ...stage(async (id) => void seen.push(id)), keys: stageKeys.preprocess };
  const started = runStage(turns, redis, log, { concurrency: 1, maxAttempts: 3, maxUnavailableS: 1 });
  await until(async () => seen.length === 16);
  await started.stop(1000);
  // Of any four that follow each other two are of each queue.
  for (let i = 0; i + 4 <= 16; i += 2)
    expect(seen.slice(i, i + 4).filter((id) => id.startsWith('a'))).toHaveLength(2);
  for (const letter of ['a', 'b'])
    expect(seen.filter((id) => id.startsWith(letter))).toEqual(names.map((name) => letter + name));
});
