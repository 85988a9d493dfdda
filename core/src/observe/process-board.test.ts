import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { connectRedis } from '../queue/redis.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import { until } from '../testing/until.ts';
import { type ProcessState, PROCESSES_KEY, readProcesses, tellProcess } from './process-board.ts';

const log = pino({ level: 'silent' });
const MINUTE_MS = 60_000;
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

function process(id: string, service: string, agoMs = 0): ProcessState {
  const at = new Date(Date.now() - agoMs).toISOString();
  return {
    ...{ id, service, at, since: at },
    ...{ host: 'h', pid: 1, version: '1', problems: [], memoryBytes: 1 },
  };
}

/** One that went without a word. */
const silent = (id: string, service: string, agoMs: number) =>
  redis.hset(PROCESSES_KEY, id, JSON.stringify(process(id, service, agoMs)));

/** Commands that a server was given since it started, by name. */
async function commands(): Promise<Record<string, number>> {
  const lines = (await redis.info('commandstats')).matchAll(/cmdstat_(\w+):calls=(\d+)/g);
  return Object.fromEntries([...lines].map(([, name, calls]) => [name!, Number(calls)]));
}

test('what went without a word is forgotten ten minutes after, beside others of its service, else after a week', async () => {
  await silent('renderer-late', 'renderer', 9 * MINUTE_MS);
  await silent('renderer-past', 'renderer', 11 * MINUTE_MS);
  await silent('seeder-late', 'seeder', 6 * 24 * 60 * MINUTE_MS);
  await silent('seeder-past', 'seeder', 8 * 24 * 60 * MINUTE_MS);
  const said = tellProcess(redis, log, async () => process('renderer-now', 'renderer'));
  // Whoever starts sweeps, also where nobody looks.
  await until(async () => (await redis.hlen(PROCESSES_KEY)) === 3);
  expect((await readProcesses(redis)).map(({ id, state }) => [id, state])).toEqual([
    ['renderer-late', 'silent'],
    ['renderer-now', 'ready'],
    ['seeder-late', 'silent'],
  ]);
  await silent('renderer-past', 'renderer', 11 * MINUTE_MS);
  expect(await readProcesses(redis)).toHaveLength(3);
  expect(await redis.hlen(PROCESSES_KEY)).toBe(3);
  await said.leave();
});

test('processes are looked at by one command for all of them', async () => {
  for (let n = 0; n < 50; n += 1) await silent(`p${n}`, 'renderer', 0);
  const before = await commands();
  expect(await readProcesses(redis)).toHaveLength(50);
  const after = await commands();
  const asked = ['hgetall', 'mget', 'exists'].map((name) => (after[name] ?? 0) - (before[name] ?? 0));
  expect(asked).toEqual([1, 1, 0]);
});
