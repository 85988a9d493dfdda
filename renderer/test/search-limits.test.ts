import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

beforeAll(async () => {
  renderer = await startRenderer(
    'stack: test\ntitle: T\ncollections: [{ id: VHR }]\nlimits: { searchItems: 2, searchPositions: 5 }\n',
  );
  for (const [i, identifier] of ['A', 'B', 'C'].entries()) {
    const box = { crs: 'EPSG:4326', minX: i, minY: 0, maxX: i + 1, maxY: 1 };
    const scene = { collection: 'VHR', color: [1, 2, 3], sizePx: 8, time: '2018-06-01' } as const;
    await addScene(renderer.stack, { ...scene, identifier, box });
  }
});

afterAll(() => renderer.stop());

const PATH = '/opensearch/collections/VHR/json/';

test('a page of OpenSearch has as many products as the stack allows, also where none are named', async () => {
  const page = (await renderer.get(PATH)).json<{ features: unknown[] }>();
  expect(page.features).toHaveLength(2);
  const { statusCode, body } = await renderer.get(`${PATH}?count=3`);
  expect([statusCode, body]).toEqual([400, expect.stringContaining('from 0 to 2')]);
  const { body: description } = await renderer.get('/opensearch/collections/VHR/');
  expect(description).toMatch(/name="count"[^>]*maxInclusive="2"/);
});

test('a page of STAC has at most as many', async () => {
  const page = (await renderer.get('/stac/search?limit=1000')).json<{ features: unknown[] }>();
  expect(page.features).toHaveLength(2);
});

test.each([
  [`${PATH}?geom=POLYGON((0 0,1 0,1 1,0.5 2,0 1,0 0))`],
  ['/stac/search?filter=S_INTERSECTS(geometry,POLYGON((0 0,1 0,1 1,0.5 2,0 1,0 0)))'],
  ['/stac/aggregate?filter=S_INTERSECTS(geometry,POLYGON((0 0,1 0,1 1,0.5 2,0 1,0 0)))'],
])('%.25s… with more positions than allowed is told both numbers', async (url) => {
  const { statusCode, body } = await renderer.get(encodeURI(url));
  expect([statusCode, body]).toEqual([400, expect.stringContaining('have 6 positions: allowed are 5')]);
});
