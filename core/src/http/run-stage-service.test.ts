import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { connectRedis } from '../queue/redis.ts';
import { inFlightKey, stageKeys } from '../queue/stage-keys.ts';
import { startRedis, type TestRedis } from '../testing/redis-server.ts';
import { type Archive, startArchive } from '../testing/start-archive.ts';
import { type RunningService, startStageService } from '../testing/start-stage-service.ts';
import { until } from '../testing/until.ts';

const keys = stageKeys.register;
const SIZES = { a: 10, b: 20, 'held-1': 30, 'held-2': 5, 'big-1': 60, 'big-2': 60, c: 10, d: 10 };
let server: TestRedis;
let redis: ScriptedRedis;
let archive: Archive;
let service: RunningService;

beforeEach(async () => {
  server = await startRedis({ appendOnly: true });
  redis = connectRedis(server.url, pino({ level: 'silent' }));
  archive = await startArchive(SIZES, (id) => id.includes('-'));
  service = await startStageService(server.url, archive.url);
});

afterEach(async () => {
  for (const id of archive.held.keys()) archive.send(id);
  await service.stop();
  redis.disconnect();
  await server.stop();
  await archive.close().catch(() => undefined);
});

const push = (...ids: string[]) => redis.lpush('register_queue', ...ids);
const done = async () => (await redis.smembers(keys.success)).sort();

async function readiness(): Promise<{ status: number; problems?: string[] }> {
  const response = await fetch(`${service.url}/readyz`);
  return { ...((await response.json()) as { problems?: string[] }), status: response.status };
}

/** Every sample of /metrics about the stage: its labels without the stage's, and its value. */
async function metrics(): Promise<Record<string, number>> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const samples = text.split('\n').filter((line) => line.includes('stage="register"'));
  return Object.fromEntries(
    samples.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at).replace(/stage="register",?/, ''), Number(line.slice(at + 1))];
    }),
  );
}

test('/readyz names the service that a stage waits for, and is well again when that is back', async () => {
  expect(await readiness()).toEqual({ status: 200 });
  await archive.close();
  await push('a');
  await until(async () => (await readiness()).status === 503);
  expect((await readiness()).problems).toEqual([
    expect.stringMatching(/^stage register waits: the archive is away \(since 20.*Z\)$/),
  ]);
  await archive.open();
  // It is well again when the archive is, which is before what came from there is noted as done.
  await until(async () => (await done()).includes('a'));
  expect(await readiness()).toEqual({ status: 200 });
});

test('/readyz names Redis while that is away, and /metrics then tells no old numbers', async () => {
  await push('a');
  await until(async () => (await metrics())['pvs_stage_items{state="done"}'] === 1);
  await server.kill();
  const [{ status, problems }, away] = await Promise.all([readiness(), metrics()]);
  expect([status, problems]).toEqual([503, [expect.stringMatching(/^Redis: /)]]);
  expect(away['pvs_items_finished_total{outcome="success",code=""}']).toBe(1);
  expect(Object.keys(away).filter((name) => name.startsWith('pvs_stage_'))).toEqual([]);
  await server.restart();
  await until(async () => (await readiness()).status === 200);
  await push('b');
  await until(async () => (await done()).includes('b'));
});

test('/metrics counts the items by state, their attempts, steps and bytes, and how long the oldest waits', async () => {
  await push('a', 'b', 'missing');
  await until(async () => (await redis.scard(keys.success)) + (await redis.scard(keys.failure)) === 3);
  await push('held-1', 'held-2', 'held-1');
  await until(() => archive.held.size === 2);
  await until(async () => (await metrics())['pvs_stage_items{state="waiting"}'] === 1);
  expect(await metrics()).toMatchObject({
    'pvs_stage_items{state="waiting"}': 1,
    'pvs_stage_items{state="delayed"}': 0,
    'pvs_stage_items{state="working"}': 2,
    'pvs_stage_items{state="done"}': 2,
    'pvs_stage_items{state="failed"}': 1,
    'pvs_stage_workers{}': 1,
    'pvs_items_finished_total{outcome="success",code=""}': 2,
    'pvs_items_finished_total{outcome="failure",code="NotInArchive"}': 1,
    'pvs_item_attempts_total{}': 5,
    'pvs_item_bytes_total{direction="in"}': 30,
    'pvs_item_bytes_total{direction="out"}': 60,
    'pvs_step_seconds_count{step="measure"}': 5,
    'pvs_step_seconds_count{step="fetch"}': 2,
    'pvs_step_seconds_count{step="copy"}': 2,
  });
  await archive.close();
  await push('c');
  await until(async () => {
    const now = await metrics();
    const waits =
      (now['pvs_stage_items{state="waiting"}'] ?? 0) + (now['pvs_stage_items{state="delayed"}'] ?? 0);
    const isOld = (now['pvs_stage_oldest_seconds{}'] ?? 0) >= 1;
    return isOld && waits >= 3 && (now['pvs_stage_items{state="delayed"}'] ?? 0) >= 2;
  });
});

test('SIGTERM lets finish what does in time and gives the rest back, uncounted', async () => {
  await push('held-1', 'held-2');
  await until(() => archive.held.size === 2);
  const ended = service.stop();
  await service.logged('Service:Stopping');
  await push('a');
  archive.send('held-2');
  expect(await ended).toBe(0);
  expect(await done()).toEqual(['held-2']);
  expect((await redis.lrange('register_queue', 0, -1)).sort()).toEqual(['a', 'held-1']);
  expect(await redis.keys(inFlightKey('register_queue', '*'))).toEqual([]);
  expect(await redis.exists(keys.working, keys.owners, keys.workers, keys.failure)).toBe(0);
  expect(Number(await redis.hget(keys.attempts, 'held-1'))).toBe(0);
});

test('two items that exceed bytesInWork together follow each other, and smaller ones go on beside them', async () => {
  await push('big-1', 'big-2');
  await until(() => archive.held.size > 0);
  // Both are in work, one of them waits for its bytes.
  await until(async () => (await redis.scard(keys.working)) === 2);
  await push('a', 'b', 'c', 'd');
  await until(async () => (await redis.scard(keys.success)) === 4);
  expect(await done()).toEqual(['a', 'b', 'c', 'd']);
  const [first = '', ...others] = archive.held.keys();
  expect(others).toEqual([]);
  archive.send(first);
  const second = first === 'big-1' ? 'big-2' : 'big-1';
  await until(() => archive.held.has(second));
  archive.send(second);
  await until(async () => (await redis.scard(keys.success)) === 6);
});
