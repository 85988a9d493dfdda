import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { createApp } from '@pvs/core/http/create-app';
import { cacheContext } from '../src/cache-context.ts';
import { httpRenderer } from '../src/http-renderer.ts';
import { cachePlugin } from '../src/plugin.ts';
import { ask, startCache, type TestCache } from './start-cache.ts';

const REST = '/cache/ows/wmts/1.0.0/VHR/default';
let cache: TestCache;

beforeAll(async () => {
  cache = await startCache('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  const scene = { collection: 'VHR', box, color: [200, 10, 10] } as const;
  await addScene(cache.stack, { ...scene, identifier: 'OLD', time: '2018-06-01' });
  await addScene(cache.stack, { ...scene, identifier: 'NEW', time: '2018-07-01' });
});

afterAll(() => cache.stop());

/** Tile 8/96/135 spans 9.84° to 11.25° east: pixel 60 lies at about 10.2°. */
const kvp =
  '/cache/ows?SERVICE=WMTS&REQUEST=GetFeatureInfo&VERSION=1.0.0&LAYER=VHR&STYLE=default&FORMAT=image/png' +
  '&TILEMATRIXSET=WebMercatorQuad&TILEMATRIX=8&TILEROW=96&TILECOL=135';

interface Found {
  readonly features: readonly { readonly id: string; readonly properties: { readonly values: unknown } }[];
}
const ids = ({ features }: Found) => features.map(({ id }) => id);

test('by KVP and by REST what lies under a pixel of a tile is told, in the requested time', async () => {
  const byKvp = await cache.get(`${kvp}&I=60&J=128&INFOFORMAT=application/json`);
  expect([byKvp.statusCode, byKvp.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  expect(ids(byKvp.json())).toEqual(['NEW', 'OLD']);
  expect(byKvp.json<Found>().features[0]?.properties.values).toEqual({
    scene: { red: 200, green: 10, blue: 10 },
  });
  const byRest = await cache.get(`${REST}/WebMercatorQuad/8/96/135/128/60.json`);
  expect(byRest.body).toBe(byKvp.body);
  const inJune = await cache.get(`${REST}/2018-06/WebMercatorQuad/8/96/135/128/60.geojson`);
  expect(ids(inJune.json())).toEqual(['OLD']);
  expect(ids((await cache.get(`${REST}/WebMercatorQuad/8/96/135/128/3.json`)).json())).toEqual([]);
});

test('capabilities name the formats, and their templates lead there', async () => {
  const document = parseXml((await cache.get('/cache/ows?service=WMTS&request=GetCapabilities')).body);
  const [layer] = elementsAt(document, 'Contents/Layer');
  expect(elementsAt(layer!, 'InfoFormat').map(({ text }) => text)).toContain('text/html');
  const templates = elementsAt(layer!, 'ResourceURL').map(({ attributes }) => attributes);
  const { template } = templates.find(({ format }) => format === 'text/html')!;
  const values: Record<string, string> = {
    ...{ Style: 'default', Time: '2018', TileMatrixSet: 'WebMercatorQuad', TileMatrix: '8' },
    ...{ TileRow: '96', TileCol: '135', J: '128', I: '60' },
  };
  const url = template!.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!);
  expect((await cache.get(new URL(url).pathname)).body).toContain('<td>NEW</td>');
});

test.each([
  [`${kvp}&I=256&J=0`, 400, /PointIJOutOfRange.*0 to 255/],
  [`${kvp}&J=0`, 400, /MissingParameterValue.*locator="i"/],
  [`${kvp}&I=0&J=0&INFOFORMAT=image/png`, 400, /text\/html/],
  [`${REST}/WebMercatorQuad/8/96/135/128/300.json`, 404, /PointIJOutOfRange/],
  [`${REST}/WebMercatorQuad/8/96/135/128/60.gif`, 404, /application\/json/],
  [`${REST}/WebMercatorQuad/8/96/999/128/60.json`, 404, /TileOutOfRange/],
])('%s is answered with %d and the reason', async (path, status, message) => {
  const response = await cache.get(path);
  expect(response.statusCode).toBe(status);
  expect(response.body).toMatch(message);
});

test('a renderer in another process tells the same, and its failures are WMTS exceptions', async () => {
  await cache.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = cache.app.server.address() as AddressInfo;
  const app = createApp(cache.stack.log, []);
  const renderer = httpRenderer(`http://127.0.0.1:${port}`, 10_000);
  await app.register(cachePlugin, { context: cacheContext(cache.stack), renderer });
  const path = `${kvp}&I=60&J=128`;
  expect((await ask(app, path)).body).toBe((await cache.get(path)).body);
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  const gone = { identifier: 'GONE', collection: 'VHR', box, time: '2019', color: [1, 2, 3] } as const;
  await addScene(cache.stack, gone);
  await cache.stack.store.remove('GONE/scene_COG.tif');
  for (const one of [app, cache.app]) {
    const failed = await ask(one, path.replace('VHR&', 'GONE&'));
    expect(failed.body).toMatch(/ows:ExceptionReport.*GONE/s);
    expect(failed.statusCode).toBe(503);
  }
  await app.close();
});
