import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addScene, type TestScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { tileBox } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt, type XmlElement } from '@pvs/core/xml/xml-element';
import { rgbaOf, startCache, type TestCache } from './start-cache.ts';

let cache: TestCache;

const scene: TestScene = {
  identifier: 'A',
  collection: 'VHR',
  box: { crs: 'EPSG:4326', minX: 10.1, minY: 40.1, maxX: 11.1, maxY: 41.1 },
  time: '2018-06-01',
  color: (x, y) => [x * 3, y * 3, 90],
  sizePx: 80,
};

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Tiles & maps
collections: [{ id: VHR, title: Very high }]
tileMatrixSets: [{ id: WebMercatorQuad, maxZoom: 12 }, { id: WorldCRS84Quad, maxZoom: 10 }]
`);
  await addScene(cache.stack, scene);
});

beforeEach(() => void cache.drawn.splice(0));
afterAll(() => cache.stop());

const ADDRESS = { zoom: 8, column: 135, row: 96 };
const MERCATOR = findTileMatrixSet('WebMercatorQuad')!;
const PATH = '/cache/tiles/VHR/WebMercatorQuad/8/135/96.png';

/** Mean difference of samples, and the share that differs by more than 16. */
function difference(a: Buffer, b: Buffer) {
  let [sum, far] = [0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const apart = Math.abs(a[i]! - b[i]!);
    sum += apart;
    if (apart > 16) far += 1;
  }
  return { mean: sum / a.length, far: far / a.length, sameSize: a.length === b.length };
}

describe('WMS', () => {
  const getMap = (changes: Record<string, string> = {}, path = '/cache/ows') => {
    const { minX, minY, maxX, maxY } = tileBox(MERCATOR, ADDRESS);
    const params = {
      SERVICE: 'WMS',
      VERSION: '1.3.0',
      REQUEST: 'GetMap',
      LAYERS: 'VHR',
      STYLES: '',
      CRS: 'EPSG:3857',
      BBOX: [minX, minY, maxX, maxY].join(','),
      WIDTH: '256',
      HEIGHT: '256',
      FORMAT: 'image/png',
      TRANSPARENT: 'TRUE',
    };
    return cache.get(`${path}?${new URLSearchParams({ ...params, ...changes }).toString()}`);
  };
  const shifted = (share: number, size: number) => {
    const { minX, minY, maxX, maxY } = tileBox(MERCATOR, ADDRESS);
    const [dx, dy] = [(maxX - minX) * share, (maxY - minY) * share];
    return {
      BBOX: [minX + dx, minY + dy, maxX + dx, maxY + dy].join(','),
      WIDTH: `${size}`,
      HEIGHT: `${size}`,
    };
  };

  test('a map of a tile’s box is that tile, up to the noise of clients, with its ETag', async () => {
    const tile = await cache.get(PATH);
    const [a, b, c, d] = Object.values(tileBox(MERCATOR, ADDRESS)).slice(1) as number[];
    for (const noise of [0, 1e-7, -1e-7]) {
      const map = await getMap({ BBOX: [a! + noise, b! - noise, c! + noise, d! - noise].join(',') });
      expect(map.rawPayload.equals(tile.rawPayload)).toBe(true);
      expect(map.headers['etag']).toBe(tile.headers['etag']);
    }
    const known = { 'if-none-match': tile.headers['etag'] as string };
    const url = `/cache/ows?service=WMS&version=1.1.1&request=GetMap&layers=VHR&srs=EPSG:3857&bbox=${[a, b, c, d].join(',')}&width=256&height=256&format=image/png&transparent=true`;
    expect((await cache.get(url, known)).statusCode).toBe(304);
  });

  test.each([
    [0.4, 256],
    [-0.3, 300],
    [0.25, 200],
  ])('a map beside the grid (%d of a tile, %d px) is what the renderer draws', async (share, size) => {
    const assembled = await getMap(shifted(share, size));
    expect(assembled.headers['etag']).toBeDefined();
    const drawn = await getMap(shifted(share, size), '/ows');
    const [a, b] = [await rgbaOf(assembled.rawPayload), await rgbaOf(drawn.rawPayload)];
    const { mean, far, sameSize } = difference(a, b);
    expect(sameSize).toBe(true);
    expect(mean).toBeLessThan(2);
    // Edges are as sharp as the tiles' pixels.
    expect(far).toBeLessThan(0.03);
  });

  test('a second map of the same tiles draws nothing', async () => {
    await getMap(shifted(0.5, 256));
    cache.drawn.splice(0);
    await getMap(shifted(0.6, 256));
    expect(cache.drawn).toHaveLength(0);
  });

  test('an opaque map has a white background', async () => {
    for (const changes of [{ TRANSPARENT: 'FALSE' }, { FORMAT: 'image/jpeg' }]) {
      const { data, info } = await sharp((await getMap({ ...shifted(-0.5, 256), ...changes })).rawPayload)
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info.channels).toBe(3);
      expect(data[0]).toBeGreaterThan(250);
    }
  });

  test.each([
    ['a CRS without tiles', { CRS: 'EPSG:32632', BBOX: '550000,4450000,650000,4550000' }],
    ['several layers', { LAYERS: 'VHR,VHR__outlines' }],
    ['a parameter that tiles do not know', { DIM_BANDS: '1' }],
    ['more pixels than tiles have', { BBOX: '1160000,4900000,1160100,4900100' }],
    ['another background', { TRANSPARENT: 'FALSE', BGCOLOR: '0x112233' }],
  ])('%s is drawn by the renderer', async (_, changes) => {
    const [map, drawn] = [await getMap(changes), await getMap(changes, '/ows')];
    expect([map.statusCode, map.headers['etag']]).toEqual([200, undefined]);
    expect(map.rawPayload.equals(drawn.rawPayload)).toBe(true);
  });

  test.each(['1.1.1', '1.3.0'])('capabilities of %s are valid and lead back here', async (version) => {
    const { body } = await cache.get(`/cache/ows?service=WMS&request=GetCapabilities&version=${version}`);
    expect(body).toContain('http://maps.example/cache/ows?');
    expect(body).not.toContain('maps.example/ows?');
    if (version === '1.3.0' && hasOgcSchemas()) expect(await ogcProblems(body)).toBe('');
  });

  test.each([
    [{ LAYERS: 'NONE' }, 'LayerNotDefined'],
    [{ WIDTH: '0' }, 'InvalidParameterValue'],
    [{ BBOX: '1,2,3' }, 'InvalidParameterValue'],
    [{ CRS: 'EPSG:1' }, 'InvalidCRS'],
    [{ TIME: 'yesterday' }, 'InvalidDimensionValue'],
  ])('%j is refused as WMS does', async (changes, code) => {
    const { statusCode, body } = await getMap(changes);
    expect(statusCode).toBe(400);
    expect(body).toContain(`code="${code}"`);
  });
});

describe('TMS', () => {
  test('lists tile maps, each with its grid', async () => {
    const service = parseXml((await cache.get('/cache/tms/1.0.0/')).body);
    const maps = elementsAt(service, 'TileMaps/TileMap');
    expect(maps.map(({ attributes }) => attributes['profile'])).toContain('global-mercator');
    const href = new URL(maps[0]!.attributes['href']!);
    const map = parseXml((await cache.get(href.pathname)).body);
    const attribute = (element: XmlElement | undefined, name: string) => element?.attributes[name];
    expect(elementsAt(map, 'SRS')[0]?.text).toBe('EPSG:3857');
    expect(attribute(elementsAt(map, 'Origin')[0], 'x')).toMatch(/^-20037508\.34/);
    const sets = elementsAt(map, 'TileSets/TileSet');
    expect(sets).toHaveLength(13);
    expect(Number(attribute(sets[0], 'units-per-pixel'))).toBeCloseTo(156543.034, 2);
  });

  test('counts rows from the bottom', async () => {
    const tile = await cache.get(PATH);
    const same = await cache.get(`/cache/tms/1.0.0/VHR@WebMercatorQuad/8/135/${255 - 96}.png`);
    expect(same.headers['etag']).toBe(tile.headers['etag']);
    expect(same.rawPayload.equals(tile.rawPayload)).toBe(true);
  });

  test.each([
    'VHR@WebMercatorQuad/8/135/256.png',
    'VHR@None/8/1/1.png',
    'NONE@WebMercatorQuad/8/1/1.png',
    'VHR/8/1/1.png',
  ])('%s is not there', async (path) => {
    expect((await cache.get(`/cache/tms/1.0.0/${path}`)).statusCode).toBe(404);
  });
});

describe('KML', () => {
  test('leads from the root to the tiles on which the layer lies, and to no others', async () => {
    let next: string | undefined = 'http://maps.example/cache/kml/VHR.kml';
    const seen: string[] = [];
    for (let depth = 0; next !== undefined && depth < 20; depth += 1) {
      const { pathname } = new URL(next);
      const document = parseXml((await cache.get(pathname)).body);
      const icon = elementsAt(document, 'Document/GroundOverlay/Icon/href')[0]?.text;
      if (icon !== undefined) seen.push(new URL(icon).pathname);
      next = elementsAt(document, 'Document/NetworkLink/Link/href')[0]?.text;
    }
    expect(seen).toHaveLength(11);
    const deepest = await cache.get(seen.at(-1)!);
    expect([deepest.statusCode, deepest.headers['x-tile-origin']]).toEqual([200, 'miss']);
  });

  test.each(['NONE.kml', 'VHR', 'VHR/30/0/0.kml', 'VHR/1/9/0.kml'])('%s is not there', async (path) => {
    expect((await cache.get(`/cache/kml/${path}`)).statusCode).toBeGreaterThanOrEqual(400);
  });
});

test('tiles of mixed format are JPEG where opaque and PNG where not', async () => {
  const inside = await cache.get('/cache/tiles/VHR/WebMercatorQuad/12/2168/1540.mixed');
  const edge = await cache.get(PATH.replace('.png', '.mixed'));
  const empty = await cache.get('/cache/tiles/VHR/WebMercatorQuad/8/1/1.mixed');
  const types = [inside, edge, empty].map(({ headers }) => headers['content-type']);
  expect(types).toEqual(['image/jpeg', 'image/png', 'image/png']);
  const again = await cache.get('/cache/tiles/VHR/WebMercatorQuad/12/2168/1540.mixed');
  expect([again.headers['x-tile-origin'], again.headers['content-type']]).toEqual(['hit', 'image/jpeg']);
});
