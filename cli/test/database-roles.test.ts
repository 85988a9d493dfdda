import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { writeGsc } from '@pvs/core/formats/gsc-writer';
import { openStore } from '@pvs/core/storage/open-store';
import { coveragesKey, reportKey } from '@pvs/core/storage/product-keys';
import { storeScene } from '@pvs/core/testing/add-scene';
import { createRoles, type RoleUrls } from '@pvs/core/testing/database-roles';
import { startRedis, type TestRedis } from '@pvs/core/testing/redis-server';
import { startPostgis, type TestDatabase } from '@pvs/core/testing/start-postgis';
import { until } from '@pvs/core/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainRedis } from './plain-redis.ts';
import { end, runPvs, startPvs } from './start-stack.ts';

/** The embedded database knows one role. */
const onServer = process.env['PVS_TEST_DATABASE_URL'] === undefined ? describe.skip : describe;

onServer('with a role for each service', () => {
  let directory: string;
  let redis: TestRedis;
  let database: TestDatabase;
  let urls: RoleUrls;
  const children: ChildProcess[] = [];

  const variables = (role: keyof RoleUrls, more: Record<string, string> = {}) => ({
    PVS_STACK: 'vhr18',
    PVS_DATA_DIR: directory,
    PVS_PORT: '0',
    PVS_REDIS_URL: redis.url,
    PVS_STORAGE_URL: pathToFileURL(join(directory, 'storage')).href,
    PVS_DATABASE_URL: urls[role],
    ...more,
  });

  /** A service alone, as a container runs it; where it answers. */
  async function start(service: string, role: keyof RoleUrls, more: Record<string, string> = {}) {
    const child = startPvs(['run', service], variables(role, more));
    children.push(child);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ready = Promise.withResolvers<string>();
    child.once('exit', (code) => ready.reject(new Error(`${service} ended with ${code}: ${said}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { msg, url = '' } = JSON.parse(line) as { msg: string; url?: string };
      if (msg === 'Service:Ready') ready.resolve(url);
    });
    return ready.promise;
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pvs-roles-'));
    [redis, database] = await Promise.all([startRedis(), startPostgis()]);
    urls = await createRoles(database.url);
  });

  afterAll(async () => {
    await Promise.all(children.map((child) => end(child, 'SIGTERM')));
    await database.stop();
    await redis.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function storeProduct(identifier: string) {
    const store = openStore(variables('reader').PVS_STORAGE_URL);
    const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
    const coverage = await storeScene(
      { store },
      {
        ...{ identifier, collection: '', box, time: '2018', color: [9, 99, 199] },
      },
    );
    const times = { beginTime: new Date('2018-06-30'), endTime: new Date('2018-06-30') };
    const about = { responsibleOrgName: 'test', dateTime: new Date('2018-07-01') };
    const report = writeGsc({ identifier, ...times, attributes: {} }, about);
    await store.write(reportKey(identifier, identifier), Buffer.from(report));
    await store.write(coveragesKey(identifier, identifier), Buffer.from(JSON.stringify([coverage])));
  }

  test('the registrar waits, as a writer, for the owner to migrate, and says so once', async () => {
    const child = startPvs(['run', 'registrar'], variables('writer'));
    children.push(child);
    const lines: { msg: string; problem?: string }[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => lines.push(JSON.parse(line) as never));
    const said = (msg: string) => lines.filter((line) => line.msg === msg);
    await until(async () => said('Schema:Waits').length > 0);
    // Longer than the registrar takes to look again.
    await sleep(2500);
    expect(said('Schema:Waits')).toHaveLength(1);
    expect(said('Schema:Waits')[0]?.problem).toMatch(/run \.\/pvs migrate with the URL of its owner/);
    expect(await runPvs(['migrate'], variables('owner'))).toMatchObject({ code: 0 });
    await until(async () => said('Service:Ready').length > 0);
    await end(child, 'SIGTERM');
  }, 90_000);

  test('what the owner migrated and the writer registered, readers search and draw', async () => {
    await start('registrar', 'writer');
    const renderer = await start('renderer', 'reader');
    const cache = await start('cache', 'reader', { PVS_RENDERER_URL: renderer });
    const ingestor = await start('ingestor', 'reader');
    await storeProduct('SCENE');
    await plainRedis(redis.url, 'lpush register_queue SCENE');
    const search = `${renderer}/opensearch/collections/VHR_IMAGE_2018/json/`;
    const found = async () =>
      ((await (await fetch(search)).json()) as { features: unknown[] }).features.length;
    await until(async () => (await found()) === 1);
    for (const service of [renderer, cache, ingestor])
      expect((await fetch(`${service}/readyz`)).status, service).toBe(200);
    const tile = await fetch(`${cache}/cache/tiles/SCENE/WorldCRS84Quad/6/35/17.png`);
    expect([tile.status, tile.headers.get('content-type')]).toEqual([200, 'image/png']);
  }, 90_000);
});
