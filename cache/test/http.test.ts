import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addScene } from '@pvs/core/testing/add-scene';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt, type XmlElement } from '@pvs/core/xml/xml-element';
import { startCache, type TestCache } from './start-cache.ts';

const REST = '/cache/ows/wmts/1.0.0';
let cache: TestCache;

beforeAll(async () => {
  cache = await startCache(`
stack: test
title: Tiles & <more>
collections: [{ id: VHR, title: Very high }, { id: EMPTY }]
tileMatrixSets: [{ id: WebMercatorQuad, maxZoom: 12 }, { id: WorldCRS84Quad, minZoom: 1, maxZoom: 10 }]
`);
  const scene = { collection: 'VHR', color: [200, 10, 10] } as const;
  const box = { crs: 'EPSG:4326', minX: 10, minY: 40, maxX: 11, maxY: 41 };
  await addScene(cache.stack, { ...scene, identifier: 'A', box, time: '2018-06-01T10:00:00Z' });
  const fiji = { ...box, minX: 179, maxX: 181, minY: -18, maxY: -17 };
  await addScene(cache.stack, { ...scene, identifier: 'FIJI', box: fiji, time: '2019' });
});

afterAll(() => cache.stop());

describe('capabilities', () => {
  const read = async (path = `${REST}/WMTSCapabilities.xml`) => parseXml((await cache.get(path)).body);

  test('are the same by KVP and REST, and valid', async () => {
    const rest = await cache.get(`${REST}/WMTSCapabilities.xml`);
    const kvp = await cache.get('/cache/ows?request=getcapabilities&service=wmts');
    expect(rest.headers).toMatchObject({
      'content-type': 'application/xml; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(kvp.body).toBe(rest.body);
    if (hasOgcSchemas()) expect(await ogcProblems(rest.body)).toBe('');
  });

  test('list each layer once, the default format first, with the time that is applied', async () => {
    const layers = elementsAt(await read(), 'Contents/Layer');
    const names = layers.map((layer) => elementsAt(layer, 'Identifier')[0]?.text);
    expect(names).toEqual([
      'VHR',
      'VHR__outlines',
      'VHR__outlined',
      'VHR__heatmap',
      'EMPTY',
      'EMPTY__outlines',
      'EMPTY__outlined',
      'EMPTY__heatmap',
    ]);
    expect(elementsAt(layers[0]!, 'Format')[0]?.text).toBe('image/png');
    const times = layers.map((layer) => elementsAt(layer, 'Dimension/Default')[0]?.text);
    expect([times[0], times[4]]).toEqual(['2018-06-01T10:00:00Z--2019-12-31T23:59:59.999Z', 'default']);
  });

  test('limits lie inside their matrices', async () => {
    const document = await read();
    const number = (element: XmlElement, name: string) => Number(elementsAt(element, name)[0]?.text);
    const sizes = new Map<string, readonly [number, number]>();
    for (const set of elementsAt(document, 'Contents/TileMatrixSet')) {
      for (const matrix of elementsAt(set, 'TileMatrix')) {
        const key = `${elementsAt(set, 'Identifier')[0]?.text} ${elementsAt(matrix, 'Identifier')[0]?.text}`;
        sizes.set(key, [number(matrix, 'MatrixWidth'), number(matrix, 'MatrixHeight')]);
      }
    }
    const links = elementsAt(document, 'Contents/Layer/TileMatrixSetLink');
    let count = 0;
    for (const link of links) {
      for (const limits of elementsAt(link, 'TileMatrixSetLimits/TileMatrixLimits')) {
        const [columns, rows] = sizes.get(
          `${elementsAt(link, 'TileMatrixSet')[0]?.text} ${elementsAt(limits, 'TileMatrix')[0]?.text}`,
        )!;
        count += 1;
        expect(number(limits, 'MinTileCol')).toBeLessThanOrEqual(number(limits, 'MaxTileCol'));
        expect(number(limits, 'MinTileRow')).toBeLessThanOrEqual(number(limits, 'MaxTileRow'));
        expect(number(limits, 'MaxTileCol')).toBeLessThan(columns);
        expect(number(limits, 'MaxTileRow')).toBeLessThan(rows);
      }
    }
    expect(count).toBeGreaterThan(20);
  });

  test('a template filled in is a tile', async () => {
    const [resource] = elementsAt(await read(), 'Contents/Layer/ResourceURL');
    const values: Record<string, string> = {
      Style: 'default',
      Time: 'default',
      TileMatrixSet: 'WebMercatorQuad',
    };
    const address: Record<string, string> = { TileMatrix: '8', TileRow: '96', TileCol: '135' };
    const url = resource!.attributes['template']!.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => ({ ...values, ...address })[name]!,
    );
    expect(url).toMatch(/^http:\/\/maps\.example\/cache\//);
    const { statusCode, headers } = await cache.get(new URL(url).pathname);
    expect([statusCode, headers['x-tile-origin']]).toEqual([200, 'miss']);
  });
});

describe('TileJSON', () => {
  test('leads to tiles of its time, within its bounds and zooms', async () => {
    const found = (await cache.get('/cache/tiles/A/tilejson.json?time=2018-06/2018-07&format=webp')).json<{
      tiles: string[];
      bounds: number[];
    }>();
    expect(found).toMatchObject({ tilejson: '3.0.0', name: 'A', scheme: 'xyz', minzoom: 0, maxzoom: 12 });
    expect(found.bounds).toEqual([10, 40, 11, 41]);
    const url = new URL(found.tiles[0]!.replace('{z}', '8').replace('{x}', '135').replace('{y}', '96'));
    const tile = await cache.get(url.pathname + url.search);
    expect([tile.statusCode, tile.headers['content-type']]).toEqual([200, 'image/webp']);
  });

  test('of a product over the antimeridian has bounds that hold both its sides', async () => {
    const { bounds } = (await cache.get('/cache/tiles/FIJI/tilejson.json')).json<{ bounds: number[] }>();
    expect([bounds[0]! <= -179, bounds[2]! >= 180]).toEqual([true, true]);
  });

  test.each([
    ['NONE/tilejson.json', 404, /'NONE'.*VHR/],
    ['VHR/tilejson.json?time=soon', 400, /'soon'/],
    ['VHR/tilejson.json?format=gif', 400, /'gif'.*image\/png/],
  ])('%s is refused with JSON', async (path, status, message) => {
    const response = await cache.get(`/cache/tiles/${path}`);
    expect(response.statusCode).toBe(status);
    expect(response.json<{ message: string }>().message).toMatch(message);
  });
});

/** What is wrong with a tile, with what the exception says. */
const wrong: [Record<string, string>, string, string, RegExp][] = [
  [{ layer: 'NONE' }, 'InvalidParameterValue', 'layers', /'NONE'.*VHR/],
  [{ style: 'fancy' }, 'InvalidParameterValue', 'style', /'fancy'.*default/],
  [{ tilematrixset: 'Moon' }, 'InvalidParameterValue', 'tilematrixset', /'Moon'.*WebMercatorQuad/],
  [{ tilematrix: '13' }, 'InvalidParameterValue', 'tilematrix', /'13'.*0 to 12/],
  [{ tilematrix: 'x' }, 'InvalidParameterValue', 'tilematrix', /whole number.*'x'/],
  [{ tilecol: '256' }, 'TileOutOfRange', 'tilecol', /256.*0 to 255/],
  [{ tilerow: '256' }, 'TileOutOfRange', 'tilerow', /256.*0 to 255/],
  [{ tilerow: '-1' }, 'InvalidParameterValue', 'tilerow', /'-1'/],
  [{ format: 'image/gif' }, 'InvalidParameterValue', 'format', /image\/gif'.*image\/png/],
  [{ time: 'soon' }, 'InvalidParameterValue', '', /'soon'/],
];
const right = {
  service: 'WMTS',
  request: 'GetTile',
  layer: 'VHR',
  style: 'default',
  tilematrixset: 'WebMercatorQuad',
  tilematrix: '8',
  tilerow: '96',
  tilecol: '135',
  format: 'image/png',
  time: '2018',
};

describe('a tile that does not exist', () => {
  test.each(wrong)('%j is an exception: 400 by KVP, 404 by REST', async (changes, code, locator, message) => {
    const t = { ...right, ...changes };
    const rest = `${REST}/${t.layer}/${t.style}/${t.time}/${t.tilematrixset}/${t.tilematrix}/${t.tilerow}/${t.tilecol}.${t.format.split('/')[1]}`;
    const kvp = `/cache/ows?${new URLSearchParams(t).toString()}`;
    for (const [path, status] of [
      [kvp, 400],
      [rest, 404],
    ] as const) {
      const response = await cache.get(path);
      expect([response.statusCode, response.headers['cache-control']]).toEqual([status, 'no-store']);
      expect(response.headers['content-type']).toBe('text/xml; charset=utf-8');
      const [exception] = elementsAt(parseXml(response.body), 'Exception');
      expect(exception?.attributes).toMatchObject({ exceptionCode: code, ...(locator && { locator }) });
      expect(elementsAt(exception!, 'ExceptionText')[0]?.text).toMatch(
        path === rest && locator === 'format' ? /'gif'/ : message,
      );
      if (hasOgcSchemas()) expect(await ogcProblems(response.body)).toBe('');
    }
  });

  test.each(['layer', 'tilematrixset', 'tilematrix', 'tilerow', 'tilecol'])(
    'without %s is a missing parameter',
    async (name) => {
      const kvp = new URLSearchParams({ ...right, [name]: '' });
      const { statusCode, body } = await cache.get(`/cache/ows?${kvp.toString()}`);
      expect(statusCode).toBe(400);
      expect(body).toContain(`exceptionCode="MissingParameterValue" locator="${name}"`);
    },
  );

  test.each([
    ['/cache/tiles/VHR/WebMercatorQuad/8/135/96', 404, /no extension/],
    [`${REST}/VHR/default/WebMercatorQuad/8/96/135`, 404, /no extension/],
    ['/cache/ows?service=WCS&request=GetCoverage', 400, /locator="service".*WMTS/],
    ['/cache/ows?service=WMTS&request=GetMagic', 400, /OperationNotSupported.*GetTile/],
    ['/cache/ows', 400, /MissingParameterValue.*GetCapabilities/],
  ])('%s answers %i as XML', async (path, status, message) => {
    const response = await cache.get(path);
    expect([response.statusCode, response.headers['content-type']]).toEqual([
      status,
      'text/xml; charset=utf-8',
    ]);
    expect(response.body).toMatch(message);
  });
});
