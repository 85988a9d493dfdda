import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { pythonWithClients, runPython } from '@pvs/core/testing/python-clients';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { rangeBox, tileBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { rgbaOf, startCache, type TestCache } from './start-cache.ts';

const run = promisify(execFile);
const python = await pythonWithClients();
const hasGdal = await run('gdal_translate', ['--version']).then(
  () => true,
  () => false,
);
// oxlint-disable-next-line no-console -- a skipped check must be seen
if (!hasGdal) console.warn('SKIPPED: GDAL’s WMTS driver needs gdal-bin (Debian: apt-get install gdal-bin)');

const SETS = ['WebMercatorQuad', 'WorldCRS84Quad'] as const;
/** A tile on the scene in each set, at the last zoom. */
const TILES = {
  WebMercatorQuad: { zoom: 8, column: 135, row: 96 },
  WorldCRS84Quad: { zoom: 7, column: 135, row: 35 },
} as const;
let cache: TestCache;
let url: string;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-clients-'));
  cache = await startCache(`
stack: test
title: Test
collections: [{ id: VHR, title: Very high }]
tileMatrixSets: [{ id: WebMercatorQuad, maxZoom: 8 }, { id: WorldCRS84Quad, maxZoom: 7 }]
`);
  const box = { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 };
  await addScene(cache.stack, {
    ...{ identifier: 'A', collection: 'VHR', box, time: '2018-06-01' },
    color: (x, y) => [x * 3, y * 3, 90],
  });
  await cache.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(cache.app.server.address() as AddressInfo).port}`;
});

beforeEach(() => void cache.drawn.splice(0));
afterAll(async () => {
  await cache.stop();
  await rm(directory, { recursive: true });
});

/** What the renderer draws of a tile's box. */
async function drawnTile(set: (typeof SETS)[number]): Promise<Buffer> {
  const tms = findTileMatrixSet(set)!;
  const { minX, minY, maxX, maxY } = tileBox(tms, TILES[set]);
  const bbox = tms.crs === 'EPSG:4326' ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
  const map = `/ows?service=WMS&version=1.3.0&request=GetMap&layers=VHR&styles=&crs=${tms.crs}&bbox=${bbox.join(',')}&width=256&height=256&format=image/png&transparent=true`;
  return rgbaOf((await cache.get(map)).rawPayload);
}

const farPixels = (a: Buffer, b: Buffer) =>
  a.length === b.length ? a.filter((value, i) => Math.abs(value - b[i]!) > 1).length : Infinity;

describe.runIf(hasGdal)('GDAL’s WMTS driver', () => {
  test.each([
    ...SETS.map((set) => [set, 'REST', '/cache/ows/wmts/1.0.0/WMTSCapabilities.xml'] as const),
    ...SETS.map((set) => [set, 'KVP', '/cache/ows?SERVICE=WMTS&REQUEST=GetCapabilities'] as const),
  ])('fetches of %s by %s, pixel for pixel, what the renderer draws', async (set, _, path) => {
    const tms = findTileMatrixSet(set)!;
    const { zoom, column, row } = TILES[set];
    const range = { zoom, minColumn: column, maxColumn: column, minRow: row, maxRow: row };
    const { minX, minY, maxX, maxY } = rangeBox(tms, range);
    const picture = join(directory, `${set}.png`);
    await run(
      'gdal_translate',
      [
        ...['-q', '-of', 'PNG', '-projwin', minX, maxY, maxX, minY].map(String),
        `WMTS:${url}${path},layer=VHR,tilematrixset=${set}`,
        picture,
      ],
      { cwd: directory },
    );
    const rgba = await rgbaOf(await readFile(picture));
    expect(rgba.some((value, i) => i % 4 === 3 && value === 255)).toBe(true);
    expect(farPixels(rgba, await drawnTile(set))).toBe(0);
  });
});

describe.runIf(python)('OWSLib', () => {
  test('reads layers, limits, sets and times, and fetches by KVP and REST what the renderer draws', async () => {
    const script = `
import base64, json, sys
from owslib.wmts import WebMapTileService
service = WebMapTileService(sys.argv[1])
layer = service['VHR']
sets = sys.argv[2:]
tiles = {}
for text in sets:
    name, zoom, row, column = text.split(' ')
    words = dict(layer='VHR', tilematrixset=name, tilematrix=zoom, row=int(row), column=int(column), format='image/png')
    tiles[name] = base64.b64encode(service.gettile(**words).read()).decode()
print(json.dumps({'title': layer.title, 'box': layer.boundingBoxWGS84, 'styles': list(layer.styles),
  'sets': sorted(layer.tilematrixsetlinks), 'formats': layer.formats[0],
  'limits': {k: [v.mintilerow, v.maxtilerow, v.mintilecol, v.maxtilecol]
    for k, v in layer.tilematrixsetlinks['WebMercatorQuad'].tilematrixlimits.items()}['8'],
  'crs': service.tilematrixsets['WorldCRS84Quad'].crs,
  'resource': layer.resourceURLs[0]['template'], 'tiles': tiles}))`;
    const wanted = SETS.map((set) => `${set} ${TILES[set].zoom} ${TILES[set].row} ${TILES[set].column}`);
    for (const path of ['/cache/ows', '/cache/ows/wmts/1.0.0/WMTSCapabilities.xml']) {
      const found = await runPython<{ tiles: Record<string, string>; resource: string }>(
        python!,
        script,
        url + path,
        ...wanted,
      );
      expect(found).toMatchObject({
        ...{ title: 'Very high', box: [10.1, 40.1, 11.1, 41.1], styles: ['default'], formats: 'image/png' },
        ...{ sets: [...SETS].toSorted(), limits: [95, 96, 135, 135], crs: 'urn:ogc:def:crs:EPSG::4326' },
      });
      for (const set of SETS) {
        const rgba = await rgbaOf(Buffer.from(found.tiles[set]!, 'base64'));
        expect(farPixels(rgba, await drawnTile(set)), `${set} from ${path}`).toBe(0);
      }
    }
  });
});

describe('what QGIS and old clients do', () => {
  const ask = (query: string, headers?: Record<string, string>) => cache.get(`/cache/ows?${query}`, headers);
  const GET_TILE =
    'LAYER=VHR&STYLE=default&TileMatrixSet=WebMercatorQuad&TileMatrix=8&TileRow=96&TileCol=135';

  test.each([
    // QGIS's own order and case; what its providers append.
    `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&${GET_TILE}&FORMAT=image%2Fpng`,
    `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&${GET_TILE}&FORMAT=image/png&TIME=2018-06-01T00:00:00Z`,
    `service=WMTS&SERVICE=WMTS&Request=gettile&${GET_TILE}&FORMAT=image/png&`,
    `service=wmts&request=GetTile&${GET_TILE}&format=png`,
    `SERVICE=WMTS&REQUEST=GetTile&${GET_TILE.replace('STYLE=default', 'STYLE=')}`,
    `SERVICE=WMTS&REQUEST=GetTile&${GET_TILE.replace('Matrix=8', 'Matrix=WebMercatorQuad:8')}&_OLSALT=0.7`,
  ])('%s is the tile', async (query) => {
    const tile = await cache.get('/cache/tiles/VHR/WebMercatorQuad/8/135/96.png');
    const { statusCode, headers, rawPayload } = await ask(query);
    expect([statusCode, headers['content-type'], headers['etag']]).toEqual([
      200,
      'image/png',
      tile.headers['etag'],
    ]);
    expect(rawPayload.equals(tile.rawPayload)).toBe(true);
    expect(headers['content-length']).toBe(String(rawPayload.length));
  });

  test('a map with what QGIS and OpenLayers append comes from tiles all the same', async () => {
    const { minX, minY, maxX, maxY } = tileBox(findTileMatrixSet('WebMercatorQuad')!, TILES.WebMercatorQuad);
    const map = `SERVICE=WMS&VERSION=1.3.0&REQUEST=GetMap&BBOX=${[minX, minY, maxX, maxY].join(',')}&CRS=EPSG:3857&WIDTH=256&HEIGHT=256&LAYERS=VHR&STYLES=&FORMAT=image/png&TRANSPARENT=TRUE`;
    const tile = await cache.get('/cache/tiles/VHR/WebMercatorQuad/8/135/96.png');
    for (const more of ['&DPI=96&MAP_RESOLUTION=96&FORMAT_OPTIONS=dpi:96', '&TILED=true&_OLSALT=0.3', '&&'])
      expect((await ask(map + more)).headers['etag'], more).toBe(tile.headers['etag']);
  });

  test('a tile outside of the limits but inside of the matrix is empty, and costs no drawing', async () => {
    for (const [row, column] of [
      [0, 0],
      [255, 255],
      [97, 135],
    ] as const) {
      const query = `SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&${GET_TILE}&FORMAT=image/png`
        .replace('TileRow=96', `TileRow=${row}`)
        .replace('TileCol=135', `TileCol=${column}`);
      const { statusCode, headers } = await ask(query);
      expect([statusCode, headers['x-tile-origin']]).toEqual([200, 'empty']);
    }
    expect(cache.drawn).toEqual([]);
  });

  test('HEAD says what GET says, without a body; OPTIONS allows what browsers ask', async () => {
    const path = '/cache/ows/wmts/1.0.0/VHR/default/WebMercatorQuad/8/96/135.png';
    const get = await cache.get(path);
    const head = await cache.app.inject({ method: 'HEAD', url: path });
    expect([head.statusCode, head.body, head.headers['etag'], head.headers['content-length']]).toEqual([
      200,
      '',
      get.headers['etag'],
      get.headers['content-length'],
    ]);
    const options = await cache.app.inject({ method: 'OPTIONS', url: path });
    expect([options.statusCode, options.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expect(get.headers['access-control-expose-headers']).toMatch(/ETag/);
  });

  test('capabilities lead back through a proxy’s name, prefix and protocol', async () => {
    const proxied = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'eo.example',
      'x-forwarded-prefix': '/v',
    };
    const { body } = await ask('SERVICE=WMTS&REQUEST=GetCapabilities', proxied);
    expect(body).toContain('https://eo.example/v/cache/ows/wmts/1.0.0/VHR/{Style}/{Time}/{TileMatrixSet}/');
    expect(body).not.toContain('maps.example');
  });

  test('whatever is wrong is told without the renderer', async () => {
    const wrong = [
      ['TileRow=96', 'TileRow=256'],
      ['TileMatrix=8', 'TileMatrix=9'],
      ['TileMatrixSet=WebMercatorQuad', 'TileMatrixSet=Moon'],
      ['LAYER=VHR', 'LAYER=NONE'],
      ['STYLE=default', 'STYLE=none'],
      ['TileCol=135', 'TileCol=135&TIME=soon'],
      ['TileCol=135', 'TileCol=1e9'],
    ] as const;
    for (const [part, other] of wrong) {
      const query = `SERVICE=WMTS&REQUEST=GetTile&${GET_TILE}&FORMAT=image/png`.replace(part, other);
      const { statusCode, body } = await ask(query);
      expect([statusCode, body.includes('ows:ExceptionReport') || body.includes('ExceptionReport')]).toEqual([
        400,
        true,
      ]);
    }
    expect(cache.drawn).toEqual([]);
  });
});
