import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;
let url: string;

const AGE = 'max-age=600, must-revalidate';

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: T
collections: [{ id: LIVE }, { id: ARCHIVE, maxAgeS: 600 }]
`);
  const box = { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 };
  for (const collection of ['LIVE', 'ARCHIVE'])
    await addScene(cache.stack, {
      identifier: collection[0]!,
      collection,
      box,
      time: '2018',
      color: [9, 9, 9],
    });
  await cache.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(cache.app.server.address() as AddressInfo).port}`;
});

afterAll(() => cache.stop());

const MAP =
  'service=WMS&version=1.1.1&request=GetMap&srs=EPSG:4326&bbox=10,40,11,41&width=256&height=256&format=image/png&styles=';

const paths = (layer: string) => [
  `/cache/tiles/${layer}/WebMercatorQuad/8/135/96.png`,
  `/cache/tiles/${layer}/WebMercatorQuad/8/1/1.png`,
  `/cache/ows/wmts/1.0.0/${layer}/default/WebMercatorQuad/8/96/135.jpg`,
  `/cache/tms/1.0.0/${layer}@WebMercatorQuad/8/135/159.png`,
  `/cache/tiles/${layer}/tilejson.json`,
  `/cache/ows?layers=${layer}&${MAP}`,
];

test.each(['ARCHIVE', 'ARCHIVE__outlines', 'A', 'LIVE'])(
  'what shows %s has the age of its collection, drawn, kept, hot and as 304',
  async (layer) => {
    const expected = layer === 'LIVE' ? 'no-cache' : AGE;
    for (const path of paths(layer)) {
      for (const headers of [{}, {}, {}, { 'if-none-match': '*' }] as Record<string, string>[]) {
        const answer = await fetch(url + path, { headers });
        await answer.arrayBuffer();
        expect([path, answer.ok || answer.status === 304, answer.headers.get('cache-control')]).toEqual([
          path,
          true,
          expected,
        ]);
      }
    }
  },
);

test('capabilities are asked for each time: they say what has come', async () => {
  for (const service of ['WMTS', 'WMS']) {
    const answer = await cache.get(`/cache/ows?service=${service}&request=GetCapabilities`);
    expect(answer.headers['cache-control']).toBe('no-cache');
  }
});
