import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import { connectRedis } from './redis.ts';
import { runStage } from './run-stage.ts';
import { stageKeys } from './stage-keys.ts';

test('a stage says that Redis has no memory left, logs it once, and goes on when it has', async ({
  onTestFinished,
}) => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg);
  const log = pino({ level: 'info' }, { write });
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = connectRedis(server.url, log);
  onTestFinished(() => redis.disconnect());
  const keys = stageKeys.register;
  const step = { name: 'work', run: async () => ({}) };
  const stage = { keys, idOf: (raw: string) => raw, begin: () => ({}), steps: [step], next: () => [] };
  const options = { concurrency: 1, maxAttempts: 3, maxUnavailableS: 60, leaseMs: 300 };
  const running = runStage(stage, redis, log, options);
  await until(async () => (await redis.scard(keys.workers)) === 1);
  await redis.lpush('register_queue', 'a');
  await until(async () => (await redis.scard(keys.success)) === 1);
  await redis.config('SET', 'maxmemory', 1);
  await until(() => running.waitsFor() !== undefined);
  expect(running.waitsFor()).toMatch(/^Redis refuses: .*OOM/);
  const beats = lines.length;
  await redis.config('SET', 'maxmemory', 0);
  await until(() => running.waitsFor() === undefined);
  await redis.lpush('register_queue', 'b');
  await until(async () => (await redis.scard(keys.success)) === 2);
  expect(lines.slice(0, beats).filter((message) => message === 'Heartbeat:Refused')).toHaveLength(1);
  expect(lines.filter((message) => message === 'Heartbeat:Accepted')).toHaveLength(1);
  await running.stop(500);
});
