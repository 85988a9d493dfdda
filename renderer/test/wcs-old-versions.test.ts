import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texture } from '@pvs/core/testing/make-raster';
import { pythonWithClients, runPython } from '@pvs/core/testing/python-clients';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { partsOf } from '../src/testing/multipart-parts.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const run = promisify(execFile);
const hasGdal = spawnSync('gdalinfo', ['--version']).error === undefined;
if (!hasGdal) process.stderr.write('SKIPPED: GDAL’s WCS driver needs gdal_translate (gdal-bin)\n');
const python = await pythonWithClients();

const value = texture(0, 60_000);
const raster = {
  ...({ widthPx: 90, heightPx: 60, type: 'UInt16', bands: 2, driver: 'COG', nodata: 7 } as const),
  options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'],
  value: (x: number, y: number, band: number) => Math.round(value(x, y, band)),
};
const recipes = {
  UTM: { ...raster, epsg: 32633, transform: [500_000, 10, 0, 5_200_000, 0, -10] },
  DEGREES: { ...raster, epsg: 4326, transform: [10, 0.01, 0, 45, 0, -0.02] },
  EUROPE: { ...raster, epsg: 3035, transform: [4_321_000, 100, 0, 3_210_000, 0, -100] },
} as const;
type Id = keyof typeof recipes;
const ids = Object.keys(recipes) as Id[];

let renderer: TestRenderer;
let url: string;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-wcs-old-'));
  renderer = await startRenderer('stack: test\ntitle: T & <U>\ncollections: [{ id: VHR }]\n');
  const bands = ['red', 'nir'].map((name) => ({ name, color: 'gray', nodata: 7 }) as const);
  for (const [product, recipe] of Object.entries(recipes))
    await addCoverage(renderer.stack, { product, collection: 'VHR', recipe, bands });
  await renderer.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(renderer.app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await renderer.stop();
  await rm(directory, { recursive: true });
});

/** The schemas of 1.1.1 are those of 1.1.2 but for the namespace. */
const problemsOf = (document: string) =>
  ogcProblems(document.replace('opengis.net/wcs/1.1.1', 'opengis.net/wcs/1.1'));

const versions = ['1.0.0', '1.1.0', '1.1.1', '1.1.2'] as const;

const wcs = (version: string, request: string, params: Record<string, string> = {}) =>
  renderer.ows({ SERVICE: 'WCS', VERSION: version, REQUEST: request, ...params });

function open(body: Buffer) {
  const name = `/vsimem/${Math.random().toString(36).slice(2)}.tif`;
  gdal.vsimem.copy(body, name);
  return gdal.open(name);
}

/** The first pixel that is another one than those of the raster from `left`, `top` on. */
function firstDifference(
  dataset: gdal.Dataset,
  id: Id,
  [left, top]: readonly [number, number],
  bands = [0, 1],
) {
  const { x: width, y: height } = dataset.rasterSize;
  for (const [i, band] of bands.entries()) {
    const pixels = dataset.bands.get(i + 1).pixels.read(0, 0, width, height);
    const wrong = pixels.findIndex(
      (is, at) => is !== recipes[id].value(left + (at % width), top + Math.floor(at / width), band),
    );
    if (wrong >= 0) return { band, at: [wrong % width, Math.floor(wrong / width)], is: pixels[wrong] };
  }
  return undefined;
}

/** As QGIS asks: a rectangle of the map in so many pixels. */
const qgis100 = (id: Id, box: readonly number[], width: number, height: number, crs: string) =>
  wcs('1.0.0', 'GetCoverage', {
    ...{ COVERAGE: id, FORMAT: 'image/tiff', BBOX: box.join(','), CRS: crs, RESPONSE_CRS: crs },
    ...{ WIDTH: String(width), HEIGHT: String(height) },
  });

describe('WCS 1.0.0', () => {
  test.each(ids)('%s: a rectangle of whole pixels has the samples of the file', async (id) => {
    const [x, dx, , y, , dy] = recipes[id].transform;
    const box = [x + 10 * dx, y + 40 * dy, x + 50 * dx, y + 20 * dy];
    const response = await qgis100(id, box, 40, 20, `EPSG:${recipes[id].epsg}`);
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'image/tiff']);
    const dataset = open(response.rawPayload);
    expect(dataset.rasterSize).toEqual({ x: 40, y: 20 });
    expect(dataset.bands.get(1).noDataValue).toBe(7);
    expect(firstDifference(dataset, id, [10, 20])).toBeUndefined();
  });

  test('a rectangle beyond the coverage has no data there', async () => {
    const response = await qgis100('UTM', [499_800, 5_199_800, 500_200, 5_200_200], 40, 40, 'EPSG:32633');
    const dataset = open(response.rawPayload);
    expect(dataset.geoTransform).toEqual([499_800, 10, 0, 5_200_200, 0, -10]);
    const pixels = dataset.bands.get(1).pixels;
    expect([pixels.get(19, 20), pixels.get(20, 19)]).toEqual([7, 7]);
    expect([pixels.get(20, 20), pixels.get(39, 39)]).toEqual([
      recipes.UTM.value(0, 0, 0),
      recipes.UTM.value(19, 19, 0),
    ]);
  });

  test('another CRS, coarser pixels, one band', async () => {
    const response = await wcs('1.0.0', 'GetCoverage', {
      ...{ COVERAGE: 'UTM', FORMAT: 'image/tiff', CRS: 'EPSG:32633', RESPONSE_CRS: 'EPSG:3857' },
      ...{ BBOX: '500100,5199500,500500,5199900', RESX: '50', RESY: '50', BAND: '2', TIME: '2018-06-01' },
    });
    const dataset = open(response.rawPayload);
    expect([dataset.srs!.getAuthorityCode(), dataset.bands.count()]).toEqual(['3857', 1]);
    expect(dataset.geoTransform![1]).toBeGreaterThan(48);
    expect(dataset.bands.get(1).description).toBe('nir');
  });
});

/** As GDAL does: rectangles around the middles of pixels; as GeoServer's clients do: around pixels. */
describe('WCS 1.1', () => {
  test.each(ids.flatMap((id) => ['middles', 'edges'].map((of) => [id, of] as const)))(
    '%s: a rectangle around %s of pixels',
    async (id, of) => {
      const [x, dx, , y, , dy] = recipes[id].transform;
      const half = of === 'middles' ? 0.5 : 0;
      const [west, east] = [x + (10 + half) * dx, x + (50 - half) * dx];
      const [north, south] = [y + (20 + half) * dy, y + (40 - half) * dy];
      const urn = `urn:ogc:def:crs:EPSG::${recipes[id].epsg}`;
      const isSwapped = id !== 'UTM';
      const box = isSwapped ? [south, west, north, east] : [west, south, east, north];
      const origin = [x + 10.5 * dx, y + 20.5 * dy];
      const response = await wcs('1.1.1', 'GetCoverage', {
        ...{ IDENTIFIER: id, FORMAT: 'image/tiff', BOUNDINGBOX: `${box.join(',')},${urn}` },
        ...{ RANGESUBSET: 'contents:nearest-neighbor[Band[2]]', GRIDBASECRS: urn },
        GRIDORIGIN: (isSwapped ? origin.toReversed() : origin).join(','),
        GRIDOFFSETS: (isSwapped ? [0, dx, dy, 0] : [dx, 0, 0, dy]).join(','),
      });
      expect(response.statusCode, response.body.slice(0, 500)).toBe(200);
      expect(Number(response.headers['content-length'])).toBe(response.rawPayload.length);
      const [document, file] = partsOf(response);
      expect(parseXml(document!.body).name).toBe('Coverages');
      expect(document!.headers['content-type']).toBe('text/xml');
      if (hasOgcSchemas()) expect(await problemsOf(document!.body.toString())).toBe('');
      expect(file!.headers['content-type']).toBe('image/tiff');
      const dataset = open(file!.body);
      expect(dataset.rasterSize).toEqual({ x: 40, y: 20 });
      expect(firstDifference(dataset, id, [10, 20], [1])).toBeUndefined();
    },
  );
});

describe.runIf(hasOgcSchemas())('documents are valid', () => {
  test.each(versions)('%s', async (version) => {
    for (const response of [
      await wcs(version, 'GetCapabilities'),
      await wcs(version, 'DescribeCoverage', { COVERAGE: ids.join(','), IDENTIFIERS: ids.join(',') }),
      await wcs(version, 'DescribeCoverage', { COVERAGE: 'NONE', IDENTIFIERS: 'NONE' }),
    ])
      expect(await problemsOf(response.body), response.body.slice(0, 300)).toBe('');
  });
});

test.each([
  ['1.0.0', {}, 'WCS_Capabilities', '1.0.0'],
  ['1.1.1', {}, 'Capabilities', '1.1.1'],
  ['2.0.1', {}, 'Capabilities', '2.0.1'],
  ['3.0', {}, 'Capabilities', '2.0.1'],
  ['', { ACCEPTVERSIONS: '4.0.0,1.1.0,1.0.0' }, 'Capabilities', '1.1.0'],
])('capabilities of %s %j', async (version, params, name, expected) => {
  const document = parseXml((await wcs(version!, 'GetCapabilities', params as Record<string, string>)).body);
  expect([document.name, document.attributes['version']]).toEqual([name, expected]);
});

const bbox = { BBOX: '500000,5199500,500500,5200000', CRS: 'EPSG:32633', WIDTH: '5', HEIGHT: '5' };
const get100 = { COVERAGE: 'UTM', FORMAT: 'image/tiff', ...bbox };
const urn = 'urn:ogc:def:crs:EPSG::32633';
const get110 = {
  ...{ IDENTIFIER: 'UTM', FORMAT: 'image/tiff', BOUNDINGBOX: `500005,5199505,500495,5199995,${urn}` },
  ...{ GRIDBASECRS: urn, GRIDOFFSETS: '10,-10' },
};
const wrong: [string, Record<string, string>, string, RegExp][] = [
  ['1.0.0', { COVERAGE: 'NONE' }, 'CoverageNotDefined', /'NONE'/],
  ['1.0.0', { COVERAGE: '' }, 'MissingParameterValue', /coverage/],
  ['1.0.0', { FORMAT: 'image/gif' }, 'InvalidFormat', /image\/tiff/],
  ['1.0.0', { BBOX: '1,2,3' }, 'InvalidParameterValue', /4 numbers/],
  ['1.0.0', { BBOX: '500500,5199500,500000,5200000' }, 'InvalidParameterValue', /minx,miny,maxx,maxy/],
  ['1.0.0', { BBOX: '5199500,500000,5200000,500500' }, 'InvalidParameterValue', /E\(500000,500900\)/],
  ['1.0.0', { BBOX: "1,2,3,4);drop table product;--'" }, 'InvalidParameterValue', /4 numbers/],
  ['1.0.0', { CRS: 'EPSG:9' }, 'InvalidParameterValue', /EPSG:3857/],
  ['1.0.0', { RESPONSE_CRS: 'bad' }, 'InvalidParameterValue', /EPSG:3857/],
  ['1.0.0', { WIDTH: '0' }, 'InvalidParameterValue', /whole number/],
  ['1.0.0', { HEIGHT: '' }, 'InvalidParameterValue', /height.*belong together/],
  ['1.0.0', { RESX: '1', RESY: '1' }, 'InvalidParameterValue', /beside width/],
  ['1.0.0', { BAND: '3' }, 'InvalidParameterValue', /red, nir/],
  ['1.0.0', { TIME: '2019' }, 'InvalidParameterValue', /2018-06-01/],
  ['1.0.0', { INTERPOLATION: 'magic' }, 'InvalidParameterValue', /nearest-neighbor/],
  ['1.0.0', { WIDTH: '99999999', HEIGHT: '99999999' }, 'InvalidParameterValue', /allowed are up to/],
  ['1.1.1', { IDENTIFIER: 'NONE' }, 'InvalidParameterValue', /'NONE'/],
  ['1.1.1', { IDENTIFIER: '' }, 'MissingParameterValue', /identifier/],
  ['1.1.1', { STORE: 'true' }, 'InvalidParameterValue', /allowed is false/],
  ['1.1.1', { BOUNDINGBOX: `4,3,2,1,${urn}` }, 'InvalidParameterValue', /minx,miny,maxx,maxy/],
  ['1.1.1', { BOUNDINGBOX: `1,2,3,4,urn:ogc:def:crs:EPSG::9` }, 'InvalidParameterValue', /EPSG:3857/],
  ['1.1.1', { BOUNDINGBOX: `5199505,500005,5199995,500495,${urn}` }, 'InvalidParameterValue', /E\(500000/],
  ['1.1.1', { GRIDOFFSETS: '0,0' }, 'InvalidParameterValue', /two or four/],
  ['1.1.1', { GRIDOFFSETS: '1e-9,1e-9' }, 'InvalidParameterValue', /allowed are up to/],
  ['1.0.0', { WIDTH: '', HEIGHT: '', RESX: '1e-9', RESY: '1e-9' }, 'InvalidParameterValue', /allowed are up/],
  ['1.1.1', { BOUNDINGBOX: `1;drop table product,2,3,4,${urn}` }, 'InvalidParameterValue', /minx,miny/],
  ['1.1.1', { GRIDOFFSETS: '1,1,1,1' }, 'InvalidParameterValue', /two or four/],
  ['1.1.1', { GRIDOFFSETS: 'a,b' }, 'InvalidParameterValue', /numbers/],
  ['1.1.1', { GRIDBASECRS: 'EPSG:3857' }, 'InvalidParameterValue', /expected both in one CRS/],
  ['1.1.1', { RANGESUBSET: 'other' }, 'InvalidParameterValue', /allowed is contents/],
  ['1.1.1', { RANGESUBSET: 'contents[Band[9]]' }, 'InvalidParameterValue', /red, nir/],
  ['1.1.1', { RANGESUBSET: 'contents[Time[9]]' }, 'InvalidParameterValue', /allowed is Band/],
  ['1.1.1', { RANGESUBSET: 'contents[[' }, 'InvalidParameterValue', /as in contents:linear/],
];

describe('what is wrong is said in the words of the version', () => {
  test.each(wrong)('%s %j', async (version, params, code, message) => {
    const right = version === '1.0.0' ? get100 : get110;
    const response = await wcs(version, 'GetCoverage', { ...right, ...params });
    expect(response.statusCode, response.body.slice(0, 500)).toBe(400);
    const document = parseXml(response.body);
    if (version === '1.0.0') {
      expect(response.headers['content-type']).toMatch(/^application\/vnd\.ogc\.se_xml/);
      const [exception] = elementsAt(document, 'ServiceException');
      expect(exception!.attributes['code']).toBe(code);
      expect(exception!.text).toMatch(message);
    } else {
      const [exception] = elementsAt(document, 'Exception');
      expect([document.attributes['version'], exception!.attributes['exceptionCode']]).toEqual([
        '1.1.0',
        code,
      ]);
      expect(elementsAt(exception!, 'ExceptionText')[0]!.text).toMatch(message);
    }
  });
});

describe.runIf(hasGdal)('GDAL’s WCS driver', () => {
  test.each(['1.0.0', '1.1.0', '1.1.1', '1.1.2'].flatMap((v) => ids.map((id) => [v, id] as const)))(
    '%s reads %s as a dataset',
    async (version, id) => {
      const target = join(directory, `${id}-${version}.tif`);
      const env = { ...process.env, GDAL_HTTP_TIMEOUT: '30', HOME: directory };
      const source = `WCS:${url}/ows?version=${version}&coverage=${id}`;
      await run('gdal_translate', ['-q', source, target], { env });
      const dataset = gdal.open(target);
      expect(dataset.rasterSize).toEqual({ x: 90, y: 60 });
      for (const [i, number] of dataset.geoTransform!.entries())
        expect(number).toBeCloseTo(recipes[id].transform[i]!, 8);
      expect(firstDifference(dataset, id, [0, 0])).toBeUndefined();
      dataset.close();
    },
  );
});

describe.runIf(python)('OWSLib', () => {
  test('fetches a part by 1.0.0', async () => {
    const script = `
import json, sys
from owslib.wcs import WebCoverageService
wcs = WebCoverageService(sys.argv[1] + '/ows', version='1.0.0')
coverage = wcs['UTM']
answer = wcs.getCoverage(identifier='UTM', format='image/tiff', bbox=(500100, 5199500, 500300, 5199900), crs='EPSG:32633', width=20, height=40, timeout=30)
body = answer.read()
print(json.dumps([sorted(wcs.contents), coverage.grid.highlimits, coverage.supportedFormats, [crs.id for crs in coverage.supportedCRS][0], len(body) > 3200, body[:2].decode()]))`;
    expect(await runPython<unknown[]>(python!, script, url)).toEqual([
      ['DEGREES', 'EUROPE', 'UTM'],
      ['89', '59'],
      ['GeoTIFF', 'COG', 'PNG', 'JPEG', 'NetCDF'],
      'EPSG:32633',
      true,
      'II',
    ]);
  });

  test('fetches a part by 1.1.1', async () => {
    const script = `
import json, sys
from owslib.wcs import WebCoverageService
wcs = WebCoverageService(sys.argv[1] + '/ows', version='1.1.1')
coverage = wcs['UTM']
answer = wcs.getCoverage(identifier='UTM', format='image/tiff', bbox=(500105, 5199505, 500295, 5199895), crs='urn:ogc:def:crs:EPSG::32633', gridbasecrs='urn:ogc:def:crs:EPSG::32633', gridoffsets='10,-10', timeout=30)
body = answer.read()
print(json.dumps([sorted(wcs.contents), b'image/tiff' in body, len(body) > 3200]))`;
    expect(await runPython<unknown[]>(python!, script, url)).toEqual([
      ['DEGREES', 'EUROPE', 'UTM'],
      true,
      true,
    ]);
  });
});
