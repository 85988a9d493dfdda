import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { pino } from 'pino';
import { findToken } from '@pvs/core/access/token-book';
import { readEnvironment } from '@pvs/core/config/environment';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { connectRedis } from '@pvs/core/queue/redis';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { token } from './token.ts';

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

async function run(positionals: string[], options: object = {}) {
  const printed: string[] = [];
  const said: string[] = [];
  const env = readEnvironment({ PVS_REDIS_URL: server.url });
  const context = { env, variables: {}, print: line(printed), say: line(said) };
  expect(await token(context, positionals, options)).toBe(0);
  return { printed, said };
}
const line = (lines: string[]) => (text: string) => void lines.push(text);

it('makes a token that is good until it is revoked, and lists it without what opens', async () => {
  const { printed, said } = await run(['create', 'drone team'], { scopes: 'ingest,read:VHR', days: '2' });
  const made = printed[0] ?? '';
  expect(said.join()).toMatch(/'drone team' may ingest, read:VHR until/);
  const record = await findToken(redis, made);
  expect(record).toMatchObject({ name: 'drone team', scopes: ['ingest', 'read:VHR'] });
  const days = (Date.parse(record?.expiresAt ?? '') - Date.parse(record?.createdAt ?? '')) / 86_400_000;
  expect(days).toBeCloseTo(2, 3);

  const listed = [...(await run(['list'])).printed, ...(await run(['list'], { json: true })).printed].join();
  expect(listed).toContain(record?.id);
  expect(listed).not.toContain(made.slice(13));
  expect(listed).not.toContain(record?.sha256);

  await run(['revoke', record?.id ?? '']);
  expect(await findToken(redis, made)).toBeUndefined();
  expect((await run(['list'])).said.join()).toMatch(/there are no tokens/);
});

it.each([
  [['create', 'x'], {}, /is no right: expected ingest/],
  [['create', 'x'], { scopes: 'ingest,admin' }, /'admin' is no right/],
  [['create', ''], { scopes: 'ops' }, /is no name/],
  [['create', 'x'], { scopes: 'ops', days: '0' }, /--days 0/],
  [['create', 'x'], { scopes: 'ops', days: 'ten' }, /--days ten/],
  [['revoke', 'x'], {}, /no token 'x'/],
  [['constructor'], {}, /allowed are create, list, revoke/],
])('%j %j is refused', async (positionals, options, message) => {
  const env = readEnvironment({ PVS_REDIS_URL: server.url });
  const context = { env, variables: {}, print: () => undefined, say: () => undefined };
  await expect(token(context, positionals, options)).rejects.toThrow(message);
  expect(await redis.dbsize()).toBe(0);
});
