import gdal from 'gdal-async';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texture } from '@pvs/core/testing/make-raster';
import { hasOgcSchemas, ogcProblems } from '@pvs/core/testing/validate-ogc';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

const WIDTH = 1300;
const HEIGHT = 700;
const transform = [500_000, 10, 0, 5_200_000, 0, -10] as const;
const cog = { driver: 'COG', options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'] } as const;
const grid = { widthPx: WIDTH, heightPx: HEIGHT, epsg: 32633, transform, ...cog } as const;
const band = (name: string) => ({ name, color: 'gray' }) as const;
const RANGES: [type: string, low: number, high: number][] = [
  ['Byte', 0, 255],
  ['UInt16', 0, 65_535],
  ['Int16', -32_768, 32_767],
  ['UInt32', 0, 4_294_967_295],
  ['Int32', -2_147_483_648, 2_147_483_647],
  ['Float32', -1e30, 1e30],
  ['Float64', -1e300, 1e300],
];

beforeAll(async () => {
  renderer = await startRenderer(`
stack: test
title: Coverages & <more>
collections: [{ id: VHR, title: Very high }, { id: '2018:A', title: Odd }]
limits: { maxCoveragePx: 1000000 }
`);
  const { stack } = renderer;
  for (const [type, low, high] of RANGES) {
    const value = texture(low, high);
    const bands = type === 'Byte' ? ['red', 'green', 'blue', 'nir'] : ['b1'];
    const recipe = { ...grid, type, bands: bands.length, value: roundedFor(type, value) };
    await addCoverage(stack, { product: `T_${type}`, collection: 'VHR', recipe, bands: bands.map(band) });
  }
  const small = { ...grid, widthPx: 40, heightPx: 30, type: 'UInt16', bands: 2, value: texture(0, 900) };
  const degrees = { ...small, epsg: 4326, transform: [10, 0.01, 0, 45, 0, -0.02] as const, nodata: 7 };
  const bands = [
    { ...band('a'), nodata: 7 },
    { ...band('1 b'), nodata: 7, wavelengthNm: 665 },
  ];
  const attributes = { platform: 'S<1', instrument: 'MSI', orbitNumber: 5, orbitDirection: 'ASCENDING' };
  await addCoverage(stack, {
    product: '2018:DEG',
    collection: '2018:A',
    recipe: degrees,
    bands,
    attributes,
  });
  const north = { ...small, epsg: 3035, transform: [4_321_000, 100, 0, 3_210_000, 0, -100] as const };
  await addCoverage(stack, {
    product: 'LAEA',
    collection: 'VHR',
    recipe: north,
    bands: ['a', 'b'].map(band),
  });
  const turned = { ...small, transform: [500_000, 8, 6, 5_200_000, 6, -8] as const };
  await addCoverage(stack, {
    product: 'TURNED',
    collection: 'VHR',
    recipe: turned,
    bands: ['a', 'b'].map(band),
  });
});

afterAll(() => renderer.stop());

function roundedFor(type: string, value: ReturnType<typeof texture>): ReturnType<typeof texture> {
  if (type === 'Float64') return value;
  return type === 'Float32'
    ? (x, y, b) => Math.fround(value(x, y, b))
    : (x, y, b) => Math.round(value(x, y, b));
}

const wcs = (request: string, params: Record<string, string | number> = {}) =>
  renderer.ows({ SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: request, ...params });

/** `subset` is there once for each axis. */
function getCoverage(id: string, subsets: readonly string[] = [], params: Record<string, string> = {}) {
  const query = new URLSearchParams({ service: 'WCS', version: '2.0.1', request: 'GetCoverage', ...params });
  query.set('coverageId', id);
  for (const subset of subsets) query.append('subset', subset);
  return renderer.get(`/ows?${query.toString()}`);
}

function open(body: Buffer) {
  const name = `/vsimem/${Math.random().toString(36).slice(2)}.tif`;
  gdal.vsimem.copy(body, name);
  const dataset = gdal.open(name);
  return { dataset, close: () => (dataset.close(), gdal.vsimem.release(name)) };
}

/** The first pixel that is another one than `value` says. */
function firstDifference(dataset: gdal.Dataset, band: number, value: (x: number, y: number) => number) {
  const { x: width, y: height } = dataset.rasterSize;
  const pixels = dataset.bands.get(band).pixels.read(0, 0, width, height);
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (pixels[i] !== value(x, y)) return { x, y, is: pixels[i], expected: value(x, y) };
  }
  return undefined;
}

describe('GetCoverage', () => {
  test.each(RANGES)('%s: the whole and parts are the samples of the file', async (type, low, high) => {
    const value = roundedFor(type, texture(low, high));
    const windows: [string[], number, number, number, number][] = [
      [[], 0, 0, WIDTH, HEIGHT],
      [['E(501000,501210)', 'N(5196000,5199990)'], 100, 1, 21, 399],
      [['x(500005,*)', 'y(*,5199500)'], 0, 50, WIDTH, HEIGHT - 50],
    ];
    for (const [subsets, x0, y0, width, height] of windows) {
      const response = await getCoverage(`T_${type}`, subsets);
      expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'image/tiff']);
      expect(Number(response.headers['content-length'])).toBe(response.rawPayload.length);
      const { dataset, close } = open(response.rawPayload);
      expect([dataset.rasterSize, dataset.bands.get(1).dataType]).toEqual([{ x: width, y: height }, type]);
      expect(dataset.geoTransform).toEqual([500_000 + x0 * 10, 10, 0, 5_200_000 - y0 * 10, 0, -10]);
      expect(dataset.srs!.getAuthorityCode()).toBe('32633');
      for (let b = 0; b < dataset.bands.count(); b++)
        expect(firstDifference(dataset, b + 1, (x, y) => value(x + x0, y + y0, b))).toBeUndefined();
      close();
    }
  });

  test('bands come in the order that is asked for, by name, number and interval', async () => {
    const value = roundedFor('Byte', texture(0, 255));
    const response = await getCoverage('T_Byte', ['E(500000,500100)'], { rangesubset: 'nir,red:blue,2' });
    const { dataset, close } = open(response.rawPayload);
    const wanted = [3, 0, 1, 2, 1];
    expect(dataset.bands.map((one) => one.description)).toEqual(['nir', 'red', 'green', 'blue', 'green']);
    for (const [i, b] of wanted.entries())
      expect(firstDifference(dataset, i + 1, (x, y) => value(x, y, b))).toBeUndefined();
    close();
  });

  test.each([
    [
      'degrees by labels of any case',
      '_x0032_018_x003A_DEG',
      ['LAT(44.9,45)', 'lon(10.1,10.2)'],
      [10, 0, 10, 5],
    ],
    ['degrees with time', '_x0032_018_x003A_DEG', ['Long(10.1,10.2)', 'time("2018-06")'], [10, 0, 10, 30]],
    [
      'an open time',
      '_x0032_018_x003A_DEG',
      ['Long(10.1,10.2)', 'phenomenonTime("2018-01-01",*)'],
      [10, 0, 10, 30],
    ],
    ['metres, northing first', 'LAEA', ['N(3209000,3209500)', 'E(4321000,4321100)'], [0, 5, 1, 5]],
    ['a point', 'LAEA', ['y(3209050)', 'x(4321050)'], [0, 9, 1, 1]],
    ['beyond the edges', 'LAEA', ['x(0,4321150)'], [0, 0, 2, 30]],
    [
      'with a CRS in the subset',
      'LAEA',
      ['x,http://www.opengis.net/def/crs/EPSG/0/3035(4321000,4321100)'],
      [0, 0, 1, 30],
    ],
    ['all in one parameter', 'LAEA', ['x(4321000,4321100),y(3209900,3210000)'], [0, 0, 1, 1]],
  ])('subset %s', async (_what, id, subsets, [x0, y0, width, height]) => {
    const response = await getCoverage(id!, subsets as string[]);
    expect(response.statusCode, response.body.slice(0, 600)).toBe(200);
    const { dataset, close } = open(response.rawPayload);
    expect(dataset.rasterSize).toEqual({ x: width, y: height });
    const value = texture(0, 900);
    const rounded = (x: number, y: number) => Math.round(value(x + x0!, y + y0!, 0));
    expect(firstDifference(dataset, 1, rounded)).toBeUndefined();
    close();
  });

  test('a subset in another CRS has every pixel of it', async () => {
    const subsets = ['Lat(46.94,46.95)', 'Long(15.01,15.02)'];
    const response = await getCoverage('T_Byte', subsets, { subsettingcrs: 'EPSG:4326' });
    const { dataset, close } = open(response.rawPayload);
    const [x, , , y] = dataset.geoTransform!;
    // By gdaltransform its west is 500760.96 and its north 5199608.01.
    expect([x, y]).toEqual([500_760, 5_199_610]);
    close();
  });

  test('no data and turned grids are kept', async () => {
    const nodata = open((await getCoverage('_x0032_018_x003A_DEG')).rawPayload);
    expect(nodata.dataset.bands.get(1).noDataValue).toBe(7);
    nodata.close();
    const turned = open((await getCoverage('TURNED')).rawPayload);
    expect(turned.dataset.geoTransform).toEqual([500_000, 8, 6, 5_200_000, 6, -8]);
    turned.close();
  });

  test('8 and 16-bit samples are pictures', async () => {
    const byte = roundedFor('Byte', texture(0, 255));
    const part = ['E(500000,500100)', 'N(5199900,5200000)'];
    const png = await getCoverage('T_Byte', part, { format: 'image/png' });
    const { data, info } = await sharp(png.rawPayload).raw().toBuffer({ resolveWithObject: true });
    expect([png.headers['content-type'], info.width, info.height, info.channels]).toEqual([
      'image/png',
      10,
      10,
      4,
    ]);
    expect([...data.subarray(8, 12)]).toEqual([0, 1, 2, 3].map((b) => byte(2, 0, b)));
    const jpeg = await getCoverage('T_Byte', part, { format: 'image/jpeg', rangeSubset: 'red,green,blue' });
    expect((await sharp(jpeg.rawPayload).metadata()).format).toBe('jpeg');
    const short = roundedFor('UInt16', texture(0, 65_535));
    const deep = open((await getCoverage('T_UInt16', part, { format: 'png' })).rawPayload);
    expect(deep.dataset.bands.get(1).dataType).toBe('UInt16');
    expect(firstDifference(deep.dataset, 1, (x, y) => short(x, y, 0))).toBeUndefined();
    deep.close();
  });

  test('HEAD tells the size and reads nothing', async () => {
    const url = '/ows?service=WCS&version=2.0.1&request=GetCoverage&coverageId=T_Byte';
    const head = await renderer.app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.rawPayload.length]).toEqual([200, 0]);
    expect(Number(head.headers['content-length'])).toBe((await renderer.get(url)).rawPayload.length);
  });
});

describe('documents', () => {
  test('capabilities list collections as series and coverages', async () => {
    const document = parseXml((await wcs('GetCapabilities')).body);
    const ids = elementsAt(document, 'Contents/CoverageSummary/CoverageId').map(({ text }) => text);
    expect(ids.toSorted()).toEqual(
      [...RANGES.map(([type]) => `T_${type}`), '_x0032_018_x003A_DEG', 'LAEA', 'TURNED'].toSorted(),
    );
    const series = elementsAt(document, 'Contents/Extension/DatasetSeriesSummary/DatasetSeriesId');
    expect(series.map(({ text }) => text)).toEqual(['VHR', '_x0032_018_x003A_A']);
  });

  test.each([
    ['ServiceIdentification', ['ServiceIdentification']],
    ['OperationsMetadata,ServiceMetadata', ['OperationsMetadata', 'ServiceMetadata']],
    ['DatasetSeriesSummary', ['Contents']],
  ])('sections %s', async (sections, names) => {
    const document = parseXml((await wcs('GetCapabilities', { SECTIONS: sections })).body);
    expect(document.children.map(({ name }) => name)).toEqual(names);
  });

  test('a description says where the grid is and what its bands are', async () => {
    const document = parseXml(
      (await wcs('DescribeCoverage', { COVERAGEID: '_x0032_018_x003A_DEG,LAEA' })).body,
    );
    const corners = elementsAt(document, 'CoverageDescription/boundedBy/Envelope/*').map(({ text }) => text);
    expect(corners).toEqual(['44.4 10', '45 10.4', '3207000 4321000', '3210000 4325000']);
    const vectors = elementsAt(document, 'CoverageDescription/domainSet/RectifiedGrid/offsetVector');
    expect(vectors.map(({ text }) => text)).toEqual(['0 0.01', '-0.02 0', '0 100', '-100 0']);
    const fields = elementsAt(document, 'CoverageDescription/rangeType/DataRecord/field');
    expect(fields.map(({ attributes }) => attributes['name'])).toEqual(['a', '_x0031__x0020_b', 'a', 'b']);
  });

  describe.runIf(hasOgcSchemas())('by their schemas', () => {
    test.each([
      ['GetCapabilities', {}],
      ['GetCapabilities', { SECTIONS: 'Contents' }],
      ['DescribeCoverage', { COVERAGEID: '_x0032_018_x003A_DEG,LAEA,T_Byte,TURNED,T_Float64' }],
      ['DescribeCoverage', { COVERAGEID: 'NONE' }],
    ])('%s %j', async (request, params) => {
      expect(await ogcProblems((await wcs(request, params as Record<string, string>)).body)).toBe('');
    });
  });
});
