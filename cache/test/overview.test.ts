import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene, type TestScene } from '@pvs/core/testing/add-scene';
import { startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;

const scene = (identifier: string, collection: string, time: string): TestScene => ({
  ...{ identifier, collection, time, color: [90, 90, 90] },
  box: { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 },
});

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: T
collections: [{ id: VHR, overview: FROM_AFAR }, { id: OVERVIEWS }]
limits: { outlinesBelowScale: 5000000 }
`);
  await addScene(cache.stack, scene('A', 'VHR', '2018'));
  await addScene(cache.stack, scene('FROM_AFAR', 'OVERVIEWS', '2017'));
});

afterAll(() => cache.stop());

const drawnFor = async (path: string) => {
  cache.drawn.splice(0);
  const { statusCode, headers } = await cache.get(`/cache/tiles/VHR/WebMercatorQuad/${path}`);
  expect(statusCode).toBe(200);
  return {
    etag: headers['etag'],
    products: cache.drawn.flatMap(({ products }) => products).map(({ identifier }) => identifier),
  };
};

test('tiles seen from afar show the overview, those from near the products', async () => {
  expect((await drawnFor('5/16/12.png')).products).toEqual(['FROM_AFAR']);
  expect((await drawnFor('10/541/385.png')).products).toEqual(['A']);
});

test('an overview that is replaced changes them, though it is of another collection', async () => {
  const before = await drawnFor('5/16/12.png');
  await addScene(cache.stack, { ...scene('FROM_AFAR', 'OVERVIEWS', '2017'), color: [10, 200, 10] });
  const after = await drawnFor('5/16/12.png');
  expect([after.products, after.etag === before.etag]).toEqual([['FROM_AFAR'], false]);
});
