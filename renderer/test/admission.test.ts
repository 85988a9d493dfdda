import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

beforeAll(async () => {
  renderer = await startRenderer(
    'stack: test\ntitle: T\ncollections: [{ id: VHR }]\nlimits: { drawsAtOnce: 1, drawsWaiting: 2 }\n',
  );
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  await addScene(renderer.stack, { identifier: 'A', collection: 'VHR', box, time: '2018', color: [1, 2, 3] });
});

afterAll(() => renderer.stop());

test('maps beyond those that are drawn and wait get 503 with Retry-After; capabilities do not wait', async () => {
  const map = {
    ...{ SERVICE: 'WMS', VERSION: '1.3.0', REQUEST: 'GetMap', LAYERS: 'VHR', CRS: 'CRS:84' },
    ...{ BBOX: '10,40,11,41', WIDTH: 512, HEIGHT: 512, FORMAT: 'image/png' },
  };
  const all = Promise.all(Array.from({ length: 8 }, () => renderer.ows(map)));
  const capabilities = await renderer.ows({ SERVICE: 'WMS', REQUEST: 'GetCapabilities' });
  expect(capabilities.statusCode).toBe(200);
  const answers = await all;
  const refused = answers.filter(({ statusCode }) => statusCode === 503);
  expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBe(3);
  expect(refused.length).toBe(5);
  for (const { headers, body } of refused) {
    expect(headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(body).toContain('code="ServerBusy"');
  }
  expect((await renderer.ows(map)).statusCode).toBe(200);
});
