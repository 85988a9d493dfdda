import { hostname } from 'node:os';
import { readEnvironment } from '@pvs/core/config/environment';
import { createLog } from '@pvs/core/observe/log';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { readAudit } from '@pvs/ingestor/ops/audit-log';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deregister } from '../commands/deregister.ts';
import { retry } from '../commands/retry.ts';
import { seed } from '../commands/seed.ts';
import { token } from '../commands/token.ts';

let server: TestRedis;
let redis: ScriptedRedis;

beforeAll(async () => {
  server = await startRedis();
  redis = connectRedis(server.url, createLog('test', 'silent'));
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

it('commands that change something are noted among all changes, with who ran them where', async () => {
  const printed: string[] = [];
  const env = readEnvironment({ PVS_REDIS_URL: server.url });
  const context = {
    env,
    variables: {},
    print: (line: string) => void printed.push(line),
    say: () => undefined,
  };
  const facts = { stage: 'preprocess', id: 'a.tar', code: 'Bad', message: 'bad', at: '2026-01-01T00:00:00Z' };
  const problem = { ...facts, attempts: 1, raw: 'a.tar', queue: 'preprocess_queue', detail: {} };
  await redis.sadd('preprocess-failure_set', 'a.tar');
  await redis.hset('preprocess_problems', 'a.tar', JSON.stringify(problem));
  await retry(context, ['a.tar'], {});
  await deregister(context, ['A', 'B']);
  await seed(context, ['2018-06-01/2018-06-02'], {});
  await token(context, ['create', 'drones'], { scopes: 'ingest' });
  await token(context, ['list'], {});
  const entries = await readAudit(redis, 10);
  expect(entries.reverse()).toMatchObject([
    { path: 'retry', what: [{ stage: 'preprocess', id: 'a.tar' }] },
    { path: 'deregister', what: { ids: ['A', 'B'] } },
    { path: 'seed', what: { message: '2018-06-01/2018-06-02' } },
    { path: 'token create', what: { name: 'drones', scopes: ['ingest'] } },
  ]);
  expect(entries[0]).toMatchObject({ via: 'command', method: 'pvs', address: hostname() });
  expect(JSON.stringify(entries)).not.toContain(printed.find((line) => line.startsWith('pvs_')));
});
