import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { connectRedis } from './redis.ts';
import { stageKeys } from './stage-keys.ts';
import { readFailures, retryFailure } from './failures.ts';
import { readOutcome, readOverview } from './stage-overview.ts';
import type { BegunItem } from './queue-item.ts';
import { Membership } from './membership.ts';
import { StageQueue } from './stage-queue.ts';

let server: TestRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, pino({ level: 'silent' }));
});

beforeEach(() => redis.flushall());

afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const queue = 'preprocess-md_queue';
const raw = '{"path":"in/ä b.tar"}';
const id = 'in/ä b.tar';
let item: BegunItem;
async function newWorker(): Promise<StageQueue> {
  await new Membership(redis, stageKeys.preprocess, 'w1').enter(10_000);
  return new StageQueue(redis, stageKeys.preprocess, 'w1', () => id);
}
const problem = {
  stage: 'preprocess',
  id,
  code: 'Bad',
  message: 'no data',
  at: '2018-01-01',
  attempts: 1,
  raw,
  queue,
  detail: {},
} as const;

/** Takes what waits in the queue. */
async function take(worker: StageQueue): Promise<void> {
  const taken = await worker.take(1);
  expect(taken?.begun).toMatchObject([{ queue, raw, id, attempts: 1 }]);
  item = taken?.begun[0] as BegunItem;
}

async function failOne(): Promise<StageQueue> {
  const worker = await newWorker();
  await redis.lpush(queue, raw);
  await take(worker);
  await worker.fail(item, problem);
  return worker;
}

test('an item is seen waiting, in work with its progress, and failed with its reason', async () => {
  const worker = await newWorker();
  await redis.lpush(queue, raw);
  const waiting = (await readOverview(redis))[0];
  expect(waiting).toMatchObject({
    stage: 'preprocess',
    waiting: { [queue]: 1, preprocess_queue: 0 },
    working: [],
    workers: 1,
  });
  expect(await readOutcome(redis, 'preprocess', id)).toEqual({ state: 'absent' });

  await take(worker);
  const progress = { step: 'fetch', percent: 12, since: '2018-01-01' };
  await worker.report([[item, progress]]);
  expect((await readOverview(redis))[0]).toMatchObject({
    waiting: { [queue]: 0 },
    working: [{ id: item.id, progress }],
  });
  expect(await readOutcome(redis, 'preprocess', item.id)).toEqual({ state: 'working', progress });

  await worker.fail(item, problem);
  expect((await readOverview(redis))[0]).toMatchObject({ working: [], failed: 1, succeeded: 0 });
  expect(await readFailures(redis)).toEqual([problem]);
  expect(await readOutcome(redis, 'preprocess', item.id)).toEqual({ state: 'failed', problem });
});

test('a retry pushes the original message to the original queue and clears the failure', async () => {
  const worker = await failOne();
  expect(await retryFailure(redis, 'preprocess', item.id)).toBe(true);
  expect(await readFailures(redis)).toEqual([]);
  expect(await redis.lrange(queue, 0, -1)).toEqual([raw]);
  await take(worker);
  await worker.succeed(item, []);
  expect(await readOutcome(redis, 'preprocess', item.id)).toEqual({ state: 'done' });
});

test('of two retries at once one pushes the message', async () => {
  await failOne();
  const retries = await Promise.allSettled([1, 2].map(() => retryFailure(redis, 'preprocess', item.id)));
  expect(retries.filter((r) => r.status === 'fulfilled' && r.value)).toHaveLength(1);
  expect(await redis.llen(queue)).toBe(1);
});

test('what is not a failure cannot be tried again', async () => {
  await expect(retryFailure(redis, 'seed', 'nothing')).rejects.toMatchObject({ code: 'NoSuchFailure' });
  await redis.sadd(stageKeys.seed.failure, 'by hand');
  expect(await readFailures(redis)).toMatchObject([{ id: 'by hand', code: 'Unknown', stage: 'seed' }]);
  await expect(retryFailure(redis, 'seed', 'by hand')).rejects.toMatchObject({ code: 'MessageUnknown' });
});
