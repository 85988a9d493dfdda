import { afterAll, beforeAll, expect, test } from 'vitest';
import { FILL_PATH } from '@pvs/core/layers/fill-request';
import { sourceUnavailable } from '@pvs/core/errors';
import { addScene } from '@pvs/core/testing/add-scene';
import { answerOws } from '@pvs/renderer/requests/answer-ows';
import { rendererContext } from '@pvs/renderer/renderer-context';
import { createApp } from '@pvs/core/http/create-app';
import { cacheContext } from '../src/cache-context.ts';
import { cachePlugin } from '../src/plugin.ts';
import { startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;
const wanted = {
  ...{ layer: 'VHR', tileMatrixSet: 'WebMercatorQuad', zoom: 9, format: 'png', time: '' },
  tiles: [
    [270, 192],
    [271, 192],
    [0, 0],
  ],
};

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR }]
`);
  const box = { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11, maxY: 41 };
  await addScene(cache.stack, {
    ...{ identifier: 'A', collection: 'VHR', box, time: '2018-06-01', color: [200, 10, 10] },
  });
});

afterAll(() => cache.stop());

const fill = (payload: object, app = cache.app) => app.inject({ method: 'POST', url: FILL_PATH, payload });

test('what is asked for is kept, and said of each tile in order', async () => {
  const answer = await fill(wanted);
  expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(answer.json()).toEqual({ outcomes: ['miss', 'hit', 'empty'] });
  expect((await fill(wanted)).json()).toEqual({ outcomes: ['hit', 'hit', 'empty'] });
  expect(cache.drawn).toHaveLength(1);
  const tile = await cache.get('/cache/tiles/VHR/WebMercatorQuad/9/270/192.png');
  expect(tile.headers['x-tile-origin']).toBe('hit');
});

test.each([
  { layer: 'MOON' },
  { tileMatrixSet: 'MOON' },
  { zoom: 30 },
  { time: 'soon' },
  { tiles: [[512, 0]] },
])('tiles of %j are refused', async (change) => {
  const { outcomes } = (await fill({ ...wanted, ...change })).json<{ outcomes: string[] }>();
  expect(new Set(outcomes)).toEqual(new Set(['failed']));
});

test.each([
  [{ ...wanted, format: 'gif' }, /^format: .*png/],
  [{ ...wanted, tiles: [] }, /^tiles: /],
  [{ ...wanted, tiles: Array.from({ length: 257 }, () => [0, 0]) }, /^tiles: .*256/],
  [{ ...wanted, colour: 1 }, /colour.*expected \{layer, tileMatrixSet, zoom, format, time, tiles\}/],
])('no request for tiles is refused with what is expected: %#', async (message, reason) => {
  const answer = await fill(message);
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'InvalidMessage', message: expect.stringMatching(reason) });
});

test('while nothing can be drawn the whole request is to be tried again', async () => {
  const app = createApp(cache.stack.log, []);
  await app.register(cachePlugin, {
    context: cacheContext(cache.stack),
    renderer: {
      draw: () => Promise.reject(sourceUnavailable('the renderer is away')),
      ows: answerOws(rendererContext(cache.stack)),
    },
  });
  const answer = await fill({ ...wanted, zoom: 10, tiles: [[541, 384]] }, app);
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  await app.close();
});
