import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startSentinel } from '../testing/redis-sentinel.ts';
import { startRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import { connectRedis } from './redis.ts';
import { runStage } from './run-stage.ts';
import { stageKeys } from './stage-keys.ts';

const log = pino({ level: 'silent' });

test('when the master dies the stage goes on where it was on the replica that takes its place', async ({
  onTestFinished,
}) => {
  const keys = stageKeys.register;
  const master = await startRedis();
  onTestFinished(() => master.stop());
  const replica = await startRedis({ settings: ['--replicaof', '127.0.0.1', String(master.port)] });
  onTestFinished(() => replica.stop());
  const sentinel = await startSentinel(master);
  onTestFinished(() => sentinel.stop());
  const redis = connectRedis(sentinel.url, log);
  onTestFinished(() => redis.disconnect());
  expect(await redis.info('server')).toContain(`tcp_port:${master.port}`);
  const hold = Promise.withResolvers<void>();
  const step = {
    name: 'work',
    async run({ id }: { id: string }) {
      if (id === 'held') await hold.promise;
      return {};
    },
  };
  const stage = { keys, idOf: (raw: string) => raw, begin: (id: string) => ({ id }), next: () => [] };
  const options = { concurrency: 1, maxAttempts: 3, maxUnavailableS: 60 };
  const running = runStage({ ...stage, steps: [step] }, redis, log, options);
  await redis.lpush('register_queue', 'held', 'after');
  await until(async () => (await redis.sismember(keys.working, 'held')) === 1);

  const asked = connectRedis(`redis://127.0.0.1:${sentinel.port}`, log);
  const copy = connectRedis(replica.url, log);
  await until(async () => ((await asked.call('SENTINEL', 'REPLICAS', 'main')) as unknown[]).length === 1);
  await until(async () => (await copy.sismember(keys.working, 'held')) === 1);
  await master.kill();
  await until(async () => {
    const [, port] = (await asked.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main')) as string[];
    return port === String(replica.port);
  });
  hold.resolve();
  await until(async () => (await redis.scard(keys.success)) === 2);
  expect(await redis.info('server')).toContain(`tcp_port:${replica.port}`);
  expect(await redis.exists(keys.owners, keys.working, keys.failure)).toBe(0);

  await running.stop(500);
  for (const connection of [asked, copy]) connection.disconnect();
}, 60_000);
