import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { messageId } from '@pvs/core/queue/message-id';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { addScene } from '@pvs/core/testing/add-scene';
import { startTestStack, type TestStack } from '@pvs/core/testing/test-stack';
import { until } from '@pvs/core/testing/until';
import { SEED_REPORTS, type SeedReport } from '@pvs/core/seeding/seed-report';
import { type CountingRenderer, startCountingRenderer } from './counting-renderer.ts';
import { type ServiceProcess, startService } from './start-service.ts';

const LONG_MS = 240_000;
const CACHES = 4;
let stack: TestStack;
let renderer: CountingRenderer;
let caches: ServiceProcess[];
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  stack = await startTestStack(`
stack: test
title: Test
collections: [{ id: VHR }]
tileMatrixSets: [{ id: WebMercatorQuad, maxZoom: 14 }]
cache: { metatile: 4, compose: { maxZoom: 8, minProducts: 2 } }
seeding: { concurrency: 4 }
`);
  stops.push(() => stack.stop());
  const scene = { collection: 'VHR', time: '2018-06-01' } as const;
  const box = { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 };
  await addScene(stack, { ...scene, identifier: 'A', box, color: (x, y) => [x * 3, y * 3, 90] });
  const east = { ...box, minX: 10.6, maxX: 11.6 };
  await addScene(stack, { ...scene, identifier: 'B', box: east, color: (x) => [9, x * 3, 200] });
  const drawing = await started('renderer', stack.variables);
  renderer = await startCountingRenderer(drawing.url);
  stops.push(() => renderer.stop());
  const variables = { ...stack.variables, PVS_RENDERER_URL: renderer.url };
  caches = await Promise.all(Array.from({ length: CACHES }, () => started('cache', variables)));
  for (const { url } of caches) await until(async () => (await fetch(`${url}/readyz`)).ok);
}, LONG_MS);

beforeEach(() => {
  renderer.drawn.splice(0);
  renderer.hold = Promise.resolve();
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
}, LONG_MS);

async function started(name: string, variables: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const service = await startService(name, { ...variables, PVS_DATABASE_POOL: '1', PVS_LOG_LEVEL: 'info' });
  stops.push(() => service.stop());
  return service;
}

const tile = (z: number, x: number, y: number) => `/cache/tiles/VHR/WebMercatorQuad/${z}/${x}/${y}.png`;

test('twenty requests at once, at four processes, for the tiles of a cold metatile draw it once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      fetch(caches[i % CACHES]!.url + tile(12, 2168 + (i % 4), 1540 + (Math.floor(i / 4) % 4))),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(renderer.drawn).toHaveLength(1);
  // All the same bytes, whoever drew it.
  const bodies = await Promise.all(
    caches.map(async ({ url }) => Buffer.from(await (await fetch(url + tile(12, 2168, 1540))).arrayBuffer())),
  );
  expect(bodies.every((body) => body.length > 0 && body.equals(bodies[0]!))).toBe(true);
  expect(renderer.drawn).toHaveLength(1);
});

test(
  'of a drawer that is killed in the middle another takes over, and who waits gets the tile',
  async () => {
    const [victim, ...others] = caches;
    const released = Promise.withResolvers<void>();
    renderer.hold = released.promise;
    const path = tile(11, 1088, 770);
    const lost = fetch(victim!.url + path).then(
      () => 'answered',
      () => 'lost',
    );
    await until(() => renderer.drawn.length === 1);
    const waiting = others.map(({ url }) => fetch(url + path));
    const gone = once(victim!.child, 'exit');
    victim!.child.kill('SIGKILL');
    await gone;
    released.resolve();
    expect(await lost).toBe('lost');
    const answers = await Promise.all(waiting);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    // Once for the one that died, once for all others.
    expect(renderer.drawn).toHaveLength(2);
    caches = others;
  },
  LONG_MS,
);

test(
  'four seeders with messages that overlap draw no tile twice, and leave none out',
  async () => {
    await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        started('seeder', { ...stack.variables, PVS_CACHE_URL: caches[i % caches.length]!.url }),
      ),
    );
    const zooms = { minZoom: 6, maxZoom: 11, tileMatrixSets: ['WebMercatorQuad'] };
    const whole = ['2018', '2018-06', '2018-06-01', '2018-05/2018-07'].map((interval) => ({
      interval,
      ...zooms,
    }));
    const parts = [10.1, 10.4, 10.7, 11].map((west) => ({
      ...{ interval: '2018', ...zooms },
      bbox: [west, 40.1, west + 0.6, 41.1],
    }));
    const messages = [...whole, ...parts].map((message) => JSON.stringify(message));
    await stack.redis.lpush(stageKeys.seed.queues[0], ...messages);
    const { success, failure } = stageKeys.seed;
    const endedAfter = async () =>
      (await stack.redis.scard(success)) + (await stack.redis.scard(failure)) === messages.length;
    for (let patience = 0; patience < 4 && !(await endedAfter()); patience += 1)
      await until(endedAfter).catch(() => undefined);
    expect(await stack.redis.smembers(success)).toHaveLength(messages.length);
    const times = new Map<string, number>();
    for (const { format, range, tiles } of renderer.drawn) {
      for (const { column, row } of tiles) {
        const name = `${format} ${range.zoom}/${column}/${row}`;
        times.set(name, (times.get(name) ?? 0) + 1);
      }
    }
    expect([...times].filter(([, count]) => count > 1)).toEqual([]);
    const reports = await Promise.all(
      messages.map(async (message) => {
        const json = await stack.redis.hget(SEED_REPORTS, messageId(message));
        return JSON.parse(json ?? '{}') as SeedReport;
      }),
    );
    expect(reports.every(({ done, total, failed }) => done === total && failed === 0)).toBe(true);
    expect(times.size).toBeGreaterThan(100);
    renderer.drawn.splice(0);
    expect((await fetch(caches[0]!.url + tile(11, 1085, 770))).headers.get('x-tile-origin')).toBe('hit');
    expect(renderer.drawn).toEqual([]);
  },
  LONG_MS,
);
