import { open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texture } from '@pvs/core/testing/make-raster';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt } from '@pvs/core/xml/xml-element';
import { cogProblems } from '@pvs/preprocessor/cog/cog-problems';
import { readTiffDirectories } from '@pvs/preprocessor/cog/tiff-directories';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;

const WIDTH = 600;
const HEIGHT = 100;
const grid = {
  ...({ widthPx: WIDTH, heightPx: HEIGHT, epsg: 32633, driver: 'COG' } as const),
  transform: [500_000, 10, 0, 5_200_000, 0, -10] as const,
  options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=128', 'OVERVIEW_RESAMPLING=AVERAGE'],
};
const types = ['Byte', 'UInt16', 'Int32', 'Float32', 'Float64'] as const;
const valueOf = (type: string) => {
  const value = texture(0, type === 'Byte' ? 255 : 30_000);
  return type.startsWith('Float') ? value : (x: number, y: number, b: number) => Math.round(value(x, y, b));
};
const exact = (type: string) => {
  const value = valueOf(type);
  return type === 'Float32' ? (x: number, y: number, b: number) => Math.fround(value(x, y, b)) : value;
};
const isData = (x: number, y: number) => (x - 350) ** 2 + (y - 50) ** 2 < 40 ** 2;
const bands = (...names: string[]) => names.map((name) => ({ name, color: 'gray' }) as const);

beforeAll(async () => {
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  const { stack } = renderer;
  const add = (product: string, recipe: object, names: string[]) => {
    const whole = { ...grid, bands: names.length, type: 'Byte', value: valueOf('Byte'), ...recipe };
    return addCoverage(stack, { product, collection: 'VHR', recipe: whole, bands: bands(...names) });
  };
  for (const type of types) await add(`T_${type}`, { type, value: valueOf(type) }, ['a', 'b', 'c']);
  await add('MASKED', { mask: isData }, ['a']);
});

afterAll(() => renderer.stop());

async function fetch(id: string, params: Record<string, string> = {}) {
  const request = { SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: 'GetCoverage', COVERAGEID: id };
  const response = await renderer.ows({ ...request, ...params });
  expect(response.statusCode, response.body.slice(0, 500)).toBe(200);
  expect(Number(response.headers['content-length'])).toBe(response.rawPayload.length);
  const name = `/vsimem/${Math.random().toString(36).slice(2)}.tif`;
  gdal.vsimem.copy(response.rawPayload, name);
  const dataset = gdal.open(name);
  return { response, dataset, close: () => (dataset.close(), gdal.vsimem.release(name)) };
}

/** How many pixels are others than `value` says. */
function differences(dataset: gdal.Dataset, value: (x: number, y: number, band: number) => number) {
  const { x: width, y: height } = dataset.rasterSize;
  let count = 0;
  for (let b = 0; b < dataset.bands.count(); b++) {
    const pixels = dataset.bands.get(b + 1).pixels.read(0, 0, width, height);
    for (let i = 0; i < pixels.length; i++)
      if (pixels[i] !== value(i % width, Math.floor(i / width), b)) count += 1;
  }
  return count;
}

const structure = (dataset: gdal.Dataset) =>
  dataset.getMetadata('IMAGE_STRUCTURE') as Readonly<Record<string, string>>;

const encodings: [string, Record<string, string>, Record<string, string>][] = [
  ['Deflate', { 'geotiff:compression': 'Deflate' }, { COMPRESSION: 'DEFLATE', INTERLEAVE: 'PIXEL' }],
  ['LZW', { 'GEOTIFF:COMPRESSION': 'lzw' }, { COMPRESSION: 'LZW' }],
  ['PackBits', { 'geotiff:compression': 'PackBits' }, { COMPRESSION: 'PACKBITS' }],
  ['ZSTD', { 'geotiff:compression': 'ZSTD' }, { COMPRESSION: 'ZSTD' }],
  ['None by band', { 'geotiff:compression': 'None', 'geotiff:interleave': 'Band' }, { INTERLEAVE: 'BAND' }],
  [
    'LZW, differenced',
    { 'geotiff:compression': 'LZW', 'geotiff:predictor': 'Horizontal' },
    { COMPRESSION: 'LZW' },
  ],
  [
    'Deflate, differenced, by band',
    { 'geotiff:compression': 'Deflate', 'geotiff:predictor': 'Horizontal', 'geotiff:interleave': 'band' },
    { COMPRESSION: 'DEFLATE', INTERLEAVE: 'BAND' },
  ],
];

describe('GeoTIFF', () => {
  describe.each(types)('%s', (type) => {
    test.each(encodings)('%s has the samples of the file', async (_what, params, expected) => {
      const { dataset, close } = await fetch(`T_${type}`, params);
      expect(structure(dataset)).toMatchObject(expected);
      expect(dataset.geoTransform).toEqual([...grid.transform]);
      expect(differences(dataset, exact(type))).toBe(0);
      close();
    });
  });

  test.each(['Float32', 'Float64'] as const)('%s by the predictor of floats', async (type) => {
    const params = { 'geotiff:compression': 'Deflate', 'geotiff:predictor': 'FloatingPoint' };
    const { dataset, close } = await fetch(`T_${type}`, params);
    expect(differences(dataset, exact(type))).toBe(0);
    close();
  });

  test.each([
    ['tiles', { 'geotiff:tiling': 'true' }, { x: 512, y: 512 }],
    ['tiles of a size', { 'geotiff:tilewidth': '64', 'geotiff:tileheight': '128' }, { x: 64, y: 128 }],
    ['strips', { 'geotiff:tiling': 'false' }, { x: WIDTH }],
  ])('in %s', async (_what, params, size) => {
    for (const compression of ['None', 'Deflate']) {
      const all = { ...params, 'geotiff:compression': compression };
      const { dataset, close } = await fetch('T_UInt16', all as unknown as Record<string, string>);
      expect(dataset.bands.get(1).blockSize).toMatchObject(size);
      expect(differences(dataset, exact('UInt16'))).toBe(0);
      close();
    }
  });

  test('JPEG is near the samples, nearer with quality', async () => {
    const value = exact('Byte');
    const worst = async (params: Record<string, string>) => {
      const { dataset, response, close } = await fetch('T_Byte', {
        'geotiff:compression': 'JPEG',
        ...params,
      });
      let sum = 0;
      for (const b of [0, 1, 2]) {
        const pixels = dataset.bands.get(b + 1).pixels.read(0, 0, WIDTH, HEIGHT);
        for (let i = 0; i < pixels.length; i++)
          sum += Math.abs(pixels[i]! - value(i % WIDTH, Math.floor(i / WIDTH), b));
      }
      close();
      return { mean: sum / (WIDTH * HEIGHT * 3), sizeBytes: response.rawPayload.length };
    };
    const [good, poor] = [
      await worst({ 'geotiff:jpeg_quality': '95', 'geotiff:interleave': 'band' }),
      await worst({ 'geotiff:jpeg_quality': '20' }),
    ];
    expect(good.mean).toBeLessThan(3);
    expect(poor.mean).toBeGreaterThan(good.mean);
    expect(poor.sizeBytes).toBeLessThan(good.sizeBytes / 2);
  });

  test.each([
    {},
    { 'geotiff:compression': 'Deflate' },
    { 'geotiff:compression': 'JPEG' },
    { format: 'image/tiff;application=geotiff;profile=cloud-optimized' },
  ])('a mask is kept: %j', async (params) => {
    const { dataset, close } = await fetch('MASKED', {
      ...(params as unknown as Record<string, string>),
      SUBSET: 'x(501000,506000)',
    });
    expect(dataset.rasterSize.x).toBe(500);
    const mask = dataset.bands.get(1).getMaskBand()!.pixels.read(0, 0, 500, HEIGHT);
    const wrong = mask.findIndex((v, i) => v > 0 !== isData(100 + (i % 500), Math.floor(i / 500)));
    expect(wrong).toBe(-1);
    close();
  });

  test('what lies beside a projected coverage is masked where no value means no data', async () => {
    const { dataset, close } = await fetch('T_Byte', { OUTPUTCRS: 'EPSG:3035' });
    const { x, y } = dataset.rasterSize;
    const mask = dataset.bands.get(1).getMaskBand()!.pixels;
    expect([mask.get(0, 0), mask.get(x >> 1, y >> 1)]).toEqual([0, 255]);
    close();
  });
});

describe('a COG', () => {
  test('has overviews that say what the raster does, before full resolution', async () => {
    const value = exact('UInt16');
    const { dataset, response, close } = await fetch('T_UInt16', {
      FORMAT: 'image/tiff; application=geotiff; profile=cloud-optimized',
      'geotiff:tilewidth': '128',
      'geotiff:tileheight': '128',
      'geotiff:predictor': 'Horizontal',
    });
    expect(response.headers['content-type']).toBe('image/tiff;application=geotiff;profile=cloud-optimized');
    expect(differences(dataset, value)).toBe(0);
    const band = dataset.bands.get(1);
    const sizes = [0, 1, 2].map((i) => band.overviews.get(i).size);
    expect(sizes).toEqual([
      { x: 300, y: 50 },
      { x: 150, y: 25 },
      { x: 75, y: 13 },
    ]);
    const half = band.overviews.get(0).pixels.get(100, 40);
    const mean = [0, 1].flatMap((y) => [0, 1].map((x) => value(200 + x, 80 + y, 0)));
    expect(Math.abs(half - mean.reduce((a, b) => a + b) / 4)).toBeLessThanOrEqual(1);
    expect(await problemsOf(response.rawPayload)).toEqual([]);
    close();
  });
});

async function problemsOf(body: Buffer): Promise<string[]> {
  const path = join(tmpdir(), `pvs-cog-${process.pid}.tif`);
  await writeFile(path, body);
  const file = await open(path);
  try {
    return cogProblems(await readTiffDirectories(file), 128);
  } finally {
    await file.close();
    await rm(path);
  }
}

const wrong: [Record<string, string>, string, RegExp][] = [
  [{ 'geotiff:compression': 'magic' }, 'CompressionInvalid', /None, Deflate, LZW, PackBits, ZSTD, JPEG/],
  [{ 'geotiff:compression': 'Huffman' }, 'CompressionNotSupported', /one bit/],
  [{ 'geotiff:compression': 'JPEG' }, 'CompressionNotSupported', /3 bands of uint16.*1 or 3 of uint8/],
  [{ 'geotiff:jpeg_quality': '101' }, 'JpegQualityInvalid', /1 to 100/],
  [{ 'geotiff:predictor': 'Vertical' }, 'PredictorInvalid', /none, horizontal, floatingpoint/],
  [{ 'geotiff:predictor': 'Horizontal' }, 'PredictorNotSupported', /Deflate, LZW, ZSTD/],
  [
    { 'geotiff:predictor': 'FloatingPoint', 'geotiff:compression': 'LZW' },
    'PredictorNotSupported',
    /uint16.*None, Horizontal/,
  ],
  [{ 'geotiff:interleave': 'line' }, 'InterleavingInvalid', /pixel, band/],
  [{ 'geotiff:tiling': 'maybe' }, 'TilingInvalid', /true, false/],
  [{ 'geotiff:tilewidth': '100' }, 'TilingInvalid', /multiple of 16/],
  [{ 'geotiff:tilewidth': '64', 'geotiff:tiling': 'false' }, 'TilingInvalid', /size of tiles/],
];

test.each(wrong)('%j is refused', async (params, code, message) => {
  const request = { SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: 'GetCoverage', COVERAGEID: 'T_UInt16' };
  const response = await renderer.ows({ ...request, ...params });
  expect(response.statusCode).toBe(404);
  const [exception] = elementsAt(parseXml(response.body), 'Exception');
  expect(exception!.attributes).toMatchObject({ exceptionCode: code });
  expect(elementsAt(exception!, 'ExceptionText')[0]!.text).toMatch(message);
});

test('parameters of GeoTIFF are refused for other formats', async () => {
  const request = { SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: 'GetCoverage', COVERAGEID: 'MASKED' };
  const response = await renderer.ows({ ...request, FORMAT: 'image/png', 'geotiff:compression': 'LZW' });
  expect([response.statusCode, response.body]).toEqual([400, expect.stringMatching(/format is image\/png/)]);
});
