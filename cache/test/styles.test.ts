import { afterAll, beforeAll, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { rgbaOf, startCache, type TestCache } from './start-cache.ts';

const REST = '/cache/ows/wmts/1.0.0';
/** A tile that the scene's western edge crosses. */
const TILE = { zoom: 8, column: 135, row: 96 };
let cache: TestCache;

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR }]
productTypes: [{ id: rgb, collection: VHR, browses: { grey: { channels: [{ band: 1, range: [0, 200] }] } } }]
tileMatrixSets: [{ id: WebMercatorQuad, maxZoom: 12 }]
`);
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  const scene = {
    identifier: 'A',
    collection: 'VHR',
    type: 'rgb',
    time: '2018',
    color: [200, 10, 10],
  } as const;
  await addScene(cache.stack, { ...scene, box });
});

afterAll(() => cache.stop());

const rest = (layer: string, style: string) =>
  cache.get(`${REST}/${layer}/${style}/WebMercatorQuad/${TILE.zoom}/${TILE.row}/${TILE.column}.png`);
const kvp = (layer: string, style: string) =>
  cache.get(
    `/cache/ows?service=WMTS&request=GetTile&layer=${layer}&style=${style}&tilematrixset=WebMercatorQuad&tilematrix=${TILE.zoom}&tilerow=${TILE.row}&tilecol=${TILE.column}&format=image/png`,
  );

/** The colours of a tile's pixels that are shown whole, as `r,g,b`. */
async function colorsOf(body: Buffer) {
  const rgba = await rgbaOf(body);
  const colors = new Set<string>();
  for (let i = 0; i < rgba.length; i += 4)
    if (rgba[i + 3] === 255) colors.add([...rgba.subarray(i, i + 3)].join(','));
  return [...colors];
}

test('tiles are drawn in the style they are asked for in, and kept under keys of their own', async () => {
  cache.drawn.splice(0);
  const [plain, cyan] = [await rest('VHR__outlines', 'default'), await rest('VHR__outlines', 'cyan')];
  expect([plain.statusCode, cyan.statusCode]).toEqual([200, 200]);
  expect(cyan.headers['etag']).not.toBe(plain.headers['etag']);
  expect([await colorsOf(plain.rawPayload), await colorsOf(cyan.rawPayload)]).toEqual([
    ['255,64,32'],
    ['0,255,255'],
  ]);
  expect(cache.drawn.map(({ style }) => style)).toEqual([undefined, 'cyan']);
  // Again, by the other protocols, from what is kept.
  const again = await kvp('VHR__outlines', 'cyan');
  expect([again.headers['x-tile-origin'], again.headers['etag']]).toEqual(['hit', cyan.headers['etag']]);
  const xyz = `/cache/tiles/VHR__outlines/WebMercatorQuad/${TILE.zoom}/${TILE.column}/${TILE.row}.png`;
  expect((await cache.get(`${xyz}?style=cyan`)).headers['etag']).toBe(cyan.headers['etag']);
  expect((await cache.get(xyz)).headers['etag']).toBe(plain.headers['etag']);
  expect(cache.drawn).toHaveLength(2);
});

test('ramps are styles of pictures of one channel', async () => {
  const colors = await colorsOf((await rest('VHR__grey', 'bluered')).rawPayload);
  expect(colors).toContain('255,0,0');
});

test.each([['VHR'], ['VHR__outlines']])(
  'a style that %s has not is refused, saying which it has',
  async (layer) => {
    for (const [answer, status] of [
      [await rest(layer, 'jet'), 404],
      [await kvp(layer, 'jet'), 400],
    ] as const) {
      expect(answer.statusCode).toBe(status);
      expect(answer.body).toMatch(
        /exceptionCode="InvalidParameterValue" locator="style".*jet.*allowed are default/s,
      );
    }
  },
);

test('capabilities list the styles of each layer with legends, and stay valid', async () => {
  const { body } = await cache.get(`${REST}/WMTSCapabilities.xml`);
  if (hasOgcSchemas()) expect(await ogcProblems(body)).toBe('');
  const layers = elementsAt(parseXml(body), 'Contents/Layer');
  const stylesOf = (name: string) => {
    const layer = layers.find((one) => elementsAt(one, 'Identifier')[0]?.text === name)!;
    return elementsAt(layer, 'Style');
  };
  const names = (name: string) => stylesOf(name).map((style) => elementsAt(style, 'Identifier')[0]?.text);
  expect(names('VHR')).toEqual(['default']);
  expect(names('VHR__outlines').slice(0, 3)).toEqual(['default', 'red', 'green']);
  expect(names('VHR__grey')).toContain('viridis');
  const last = stylesOf('VHR__outlines').at(-1)!;
  const legend = elementsAt(last, 'LegendURL')[0]!.attributes['href']!;
  const drawn = await cache.get(legend.replace(/^.*?\/cache/, '/cache'));
  expect([drawn.statusCode, drawn.headers['content-type']]).toEqual([200, 'image/png']);
});

test('a WMS map of tiles is in its style', async () => {
  const ask = (style: string) =>
    cache.get(
      `/cache/ows?service=WMS&version=1.1.1&request=GetMap&layers=VHR__outlines&styles=${style}&srs=EPSG:3857&bbox=1095801,4852834,1252344,5009377&width=256&height=256&format=image/png&transparent=true`,
    );
  expect(await colorsOf((await ask('cyan')).rawPayload)).toContain('0,255,255');
  expect((await ask('jet')).statusCode).toBe(400);
});

test('TileJSON names tiles of a style', async () => {
  const { tiles } = (await cache.get('/cache/tiles/VHR__outlines/tilejson.json?style=cyan&time=2018')).json<{
    tiles: string[];
  }>();
  expect(tiles[0]).toMatch(/\.png\?time=2018&style=cyan$/);
});
