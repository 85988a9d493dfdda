import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseStack } from '../config/load-stack.ts';
import { createLog } from '../observe/log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { connectRedis } from '../queue/redis.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import { serviceToken } from './service-token.ts';
import { createToken, listTokens } from './token-book.ts';

const stack = (restricted: boolean) =>
  parseStack(`stack: a\ntitle: A\ncollections: [{ id: A, restricted: ${restricted} }]\n`, 'a.yml');
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

const names = async () => (await listTokens(redis)).map(({ name }) => name).sort();

it('lasts for minutes, goes with its service, and what a killed one left goes with the next', async () => {
  const past = { scopes: ['read'] as const, expiresAt: new Date(Date.now() - 1000) };
  await createToken(redis, { name: 'seeder', ...past });
  await createToken(redis, { name: 'somebody', ...past });
  const token = serviceToken('seeder', redis, stack(true));
  expect((await token.headers())['authorization']).toMatch(/^Bearer pvs_/);
  await until(async () => (await names()).length === 2);
  const [mine] = (await listTokens(redis)).filter(({ name }) => name === 'seeder');
  expect(Date.parse(mine?.expiresAt ?? '') - Date.now()).toBeLessThanOrEqual(600_000);
  expect(await token.headers()).toEqual(await token.headers());
  await token.end();
  expect(await names()).toEqual(['somebody']);
});

it('is not made where nothing is restricted', async () => {
  await redis.flushall();
  expect(await serviceToken('seeder', redis, stack(false)).headers()).toEqual({});
  expect(await names()).toEqual([]);
});
