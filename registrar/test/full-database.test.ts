import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { loadProducts } from '@pvs/core/catalogue/load-products';
import { writeGsc } from '@pvs/core/formats/gsc-writer';
import { footprintFromBox } from '@pvs/core/geometry/footprint-boxes';
import { startable } from '@pvs/core/http/run-stage-service';
import { coveragesKey, reportKey } from '@pvs/core/storage/product-keys';
import { storeScene } from '@pvs/core/testing/add-scene';
import { mountSmallDisk } from '@pvs/core/testing/small-disk';
import type { TestDatabase } from '@pvs/core/testing/start-postgis';
import { postgresPrograms, startPostgresOn } from '@pvs/core/testing/start-postgres-on';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { registerStage } from '../src/register-stage.ts';

const programs = postgresPrograms();
if (programs === undefined) process.stderr.write('SKIPPED: a full database, since PostgreSQL is not there\n');
const disk = programs === undefined ? undefined : mountSmallDisk(160 * 1024 ** 2);
const PRODUCTS = Array.from({ length: 16 }, (_, i) => `P${i}`);
/** Items that were set aside are tried again after a while. */
const PATIENT = { timeout: 60_000, interval: 100 };
const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };

describe.skipIf(!disk)('a registrar whose database has no room', () => {
  let database: TestDatabase;
  let stack: TestStack;
  const lines: { msg: string; reason?: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const said = () => lines.filter(({ msg }) => msg === 'Stage:Waits' || msg === 'Stage:Resumes');

  beforeAll(async () => {
    database = await startPostgresOn(disk?.path ?? '', programs ?? '');
    vi.stubEnv('PVS_TEST_DATABASE_URL', database.url);
    stack = await startTestStack('stack: test\ntitle: Test\ncollections: [{ id: VHR }]\n');
  });

  afterAll(async () => {
    await stack.stop();
    await database.stop();
    disk?.unmount();
  });

  test('fails no product, says so once, and registers them when there is room', async () => {
    for (const identifier of PRODUCTS) await storeProduct(identifier);
    const { keys } = registerStage(stack);
    const stage = startable(registerStage(stack), 2);
    const running = stage.start(stack.redis, log, { maxAttempts: 3, maxUnavailableS: 600 });
    const registered = () => stack.redis.scard(keys.success);
    await stack.redis.lpush(keys.queues[0], PRODUCTS[0]!);
    await expect.poll(registered, PATIENT).toBe(1);

    disk?.fill(0);
    await stack.redis.lpush(keys.queues[0], ...PRODUCTS.slice(1));
    await expect.poll(() => running.waitsFor(), PATIENT).toBeDefined();
    expect(running.waitsFor()).toMatch(/^the database has no room: .*No space left on device/);
    // What is there is still found.
    expect(await loadProducts(stack.db, [PRODUCTS[0]!])).toHaveLength(1);

    disk?.free();
    await expect.poll(registered, PATIENT).toBe(PRODUCTS.length);
    expect(await stack.redis.scard(keys.failure)).toBe(0);
    expect(said().map(({ msg }) => msg)).toEqual(['Stage:Waits', 'Stage:Resumes']);
    await running.stop(5000);
  }, 120_000);

  async function storeProduct(identifier: string): Promise<void> {
    const scene = { identifier, collection: 'VHR', box, time: '2018', color: [1, 2, 3] } as const;
    const coverage = await storeScene(stack, scene);
    const beginTime = new Date('2018-06-30T10:00:00Z');
    const report = writeGsc(
      { identifier, beginTime, endTime: beginTime, attributes: {}, footprint: footprintFromBox(box) },
      { responsibleOrgName: 'test', dateTime: beginTime },
    );
    await stack.store.write(reportKey(identifier, identifier), Buffer.from(report));
    await stack.store.write(coveragesKey(identifier, identifier), Buffer.from(JSON.stringify([coverage])));
  }
});
