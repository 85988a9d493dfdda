import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { startChaos } from '../testing/chaos/chaos-pool.ts';
import { startGate } from '../testing/chaos/gate.ts';
import { startRedis } from '../testing/redis-server.ts';
import { startPostgis } from '../testing/start-postgis.ts';
import { startS3 } from '../testing/s3-endpoint.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { connectRedis } from './redis.ts';
import { stageKeys } from './stage-keys.ts';
import { stageOverview } from './stage-overview.ts';

/**
 * Real worker processes that are killed at random, on a real Redis with its append-only file. A run is repeated with
 * PVS_CHAOS_SEED; PVS_CHAOS_ITEMS makes it longer.
 */
const seed = Number(process.env['PVS_CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env['PVS_CHAOS_ITEMS'] ?? 500);
const LONG_MS = 180_000;
const keys = stageKeys.register;
const log = pino({ level: 'silent' });
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `item-${from + i}`);
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Waits until nothing waits or is in work. */
async function idle(redis: ScriptedRedis): Promise<void> {
  for (;;) {
    const { waiting, parked, delayed, working } = await stageOverview(redis, keys);
    if (waiting['register_queue'] === 0 && parked + delayed.length + working.length === 0) return;
    await sleep(100);
  }
}

async function expectOneOutcomeEach(redis: ScriptedRedis): Promise<void> {
  const [success, failure] = [await redis.smembers(keys.success), await redis.smembers(keys.failure)];
  const bad = ids(0, count).filter((_, i) => i % 7 === 0);
  expect(failure.sort()).toEqual(bad.sort());
  expect(success.sort()).toEqual(
    ids(0, count)
      .filter((_, i) => i % 7 !== 0)
      .sort(),
  );
  expect(await redis.scard(keys.working)).toBe(0);
  for (const key of await redis.keys('register_queue:in-flight:*')) expect(await redis.llen(key)).toBe(0);
  expect(await redis.hlen(keys.owners)).toBe(0);
  // At least once: what was done twice is in the next queue twice, but nothing is missing there.
  expect(new Set(await redis.lrange('seed_queue', 0, -1))).toEqual(new Set(success));
}

async function openRedis() {
  const server = await startRedis({ appendOnly: true });
  cleanUps.push(() => server.stop());
  const redis = connectRedis(server.url, log);
  cleanUps.push(() => redis.disconnect());
  return { server, redis };
}

test(
  `workers that die every 200 ms and a Redis that dies twice leave each item in exactly one set (PVS_CHAOS_SEED=${seed})`,
  async () => {
    const { server, redis } = await openRedis();
    await redis.lpush('register_queue', ...ids(0, count));
    const chaos = startChaos(4, 200, seed, { CHAOS_REDIS: server.url, CHAOS_WORK_MS: '100' });
    cleanUps.push(() => chaos.stop());
    for (let n = 0; n < 2; n += 1) {
      await sleep(2500);
      // What was pushed is on disk by now: what a Redis that dies can lose are acknowledgements of its last second.
      expect(await redis.llen('register_queue')).toBeGreaterThan(0);
      await server.kill();
      await sleep(300);
      await server.restart();
    }
    await sleep(1500);
    await chaos.calm();
    await idle(redis);
    expect(chaos.kills).toBeGreaterThan(10);
    await expectOneOutcomeEach(redis);
  },
  LONG_MS,
);

test(
  `a database and a storage that refuse for five seconds fail no item (PVS_CHAOS_SEED=${seed})`,
  async () => {
    const { server, redis } = await openRedis();
    const [s3, database] = [await startS3(), await startPostgis()];
    cleanUps.push(
      () => s3.stop(),
      () => database.stop(),
    );
    const databaseUrl = new URL(database.url);
    const s3Url = new URL(s3.variables['AWS_ENDPOINT_URL'] ?? '');
    const gates = [await startGate(Number(databaseUrl.port)), await startGate(Number(s3Url.port))] as const;
    for (const gate of gates) cleanUps.push(() => gate.close());
    databaseUrl.port = String(gates[0].port);
    s3Url.port = String(gates[1].port);
    await redis.lpush('register_queue', ...ids(0, count / 2));
    const chaos = startChaos(4, 200, seed, {
      ...{
        CHAOS_REDIS: server.url,
        CHAOS_DATABASE: databaseUrl.href,
        CHAOS_STORE: `s3://${s3.bucket}/chaos`,
      },
      ...s3.variables,
      AWS_ENDPOINT_URL: s3Url.origin,
      AWS_MAX_ATTEMPTS: '1',
    });
    cleanUps.push(() => chaos.stop());
    await sleep(2500);
    for (const gate of gates) {
      await gate.close();
      await redis.lpush(
        'register_queue',
        ...(gate === gates[0] ? ids(count / 2, (count * 3) / 4) : ids((count * 3) / 4, count)),
      );
      await sleep(5000);
      await gate.open();
      await sleep(500);
    }
    await chaos.calm();
    await idle(redis);
    await expectOneOutcomeEach(redis);
  },
  LONG_MS,
);
