import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texture } from '@pvs/core/testing/make-raster';
import { pythonWithClients, runPython } from '@pvs/core/testing/python-clients';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const run = promisify(execFile);
const hasGdal = spawnSync('gdalinfo', ['--version']).error === undefined;
if (!hasGdal) process.stderr.write('SKIPPED: GDAL’s WCS driver needs gdal_translate (gdal-bin)\n');
const python = await pythonWithClients();

const value = texture(0, 60_000);
const raster = {
  ...({ widthPx: 300, heightPx: 200, type: 'UInt16', bands: 2, driver: 'COG' } as const),
  options: ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'],
  value: (x: number, y: number, band: number) => Math.round(value(x, y, band)),
};
const recipes = {
  UTM: { ...raster, epsg: 32633, transform: [500_000, 10, 0, 5_200_000, 0, -10] },
  DEGREES: { ...raster, epsg: 4326, transform: [10, 0.01, 0, 45, 0, -0.01] },
  EUROPE: { ...raster, epsg: 3035, transform: [4_321_000, 100, 0, 3_210_000, 0, -100] },
} as const;

let renderer: TestRenderer;
let url: string;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-wcs-clients-'));
  // Nearly nothing is kept, so that every answer reads.
  renderer = await startRenderer(
    'stack: test\ntitle: T\ncollections: [{ id: VHR }]\nlimits: { blockCacheBytes: 1048576 }\n',
  );
  const bands = ['red', 'nir'].map((name) => ({ name, color: 'gray' }) as const);
  for (const [product, recipe] of Object.entries(recipes))
    await addCoverage(renderer.stack, { product, collection: 'VHR', recipe, bands });
  await renderer.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(renderer.app.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await renderer.stop();
  await rm(directory, { recursive: true });
});

describe.runIf(hasGdal)('GDAL’s WCS driver', () => {
  test.each(Object.keys(recipes) as (keyof typeof recipes)[])('reads %s as a dataset', async (id) => {
    const source = `WCS:${url}/ows?version=2.0.1&coverage=${id}`;
    const target = join(directory, `${id}.tif`);
    const env = { ...process.env, GDAL_HTTP_TIMEOUT: '30', HOME: directory };
    await run('gdal_translate', ['-q', source, target], { env });
    const dataset = gdal.open(target);
    expect(dataset.rasterSize).toEqual({ x: 300, y: 200 });
    const transform = recipes[id].transform;
    for (const [i, number] of dataset.geoTransform!.entries()) expect(number).toBeCloseTo(transform[i]!, 8);
    const differing: number[] = [];
    for (const band of [0, 1]) {
      const pixels = dataset.bands.get(band + 1).pixels.read(0, 0, 300, 200);
      for (let i = 0; i < pixels.length; i++)
        if (pixels[i] !== recipes[id].value(i % 300, Math.floor(i / 300), band)) differing.push(i);
    }
    expect(differing.length).toBe(0);
  });
});

describe.runIf(python)('OWSLib', () => {
  test('walks capabilities, a description, and fetches a part', async () => {
    const script = `
import json, sys
from owslib.wcs import WebCoverageService
wcs = WebCoverageService(sys.argv[1] + '/ows', version='2.0.1')
coverage = wcs.contents['UTM']
answer = wcs.getCoverage(identifier='UTM', format='image/tiff', subsets=[('E', 500100, 500300), ('N', 5199000, 5199500)], timeout=30)
body = answer.read()
print(json.dumps([sorted(wcs.contents), coverage.grid.highlimits, coverage.grid.offsetvectors, coverage.supportedFormats, len(body), body[:2].decode()]))`;
    const [contents, high, vectors, formats, length, magic] = await runPython<unknown[]>(
      python!,
      script,
      url,
    );
    expect(contents).toEqual(['DEGREES', 'EUROPE', 'UTM']);
    expect([high, vectors]).toEqual([
      ['299', '199'],
      [
        ['10', '0'],
        ['0', '-10'],
      ],
    ]);
    expect(formats).toEqual(expect.arrayContaining(['image/tiff', 'image/png', 'image/jpeg']));
    expect(length).toBeGreaterThan(20 * 50 * 4);
    expect(magic).toBe('II');
  });
});

describe('when the client goes away, nothing more is read', () => {
  const reached = Promise.withResolvers<void>();
  let reads = 0;
  let restore = (): void => undefined;

  /** A large coverage in a store that takes its time. */
  beforeAll(async () => {
    const recipe = { ...recipes.UTM, ...{ widthPx: 3072, heightPx: 3072, bands: 2 } };
    const bands = ['red', 'nir'].map((name) => ({ name, color: 'gray' }) as const);
    const noisy = { ...recipe, value: (x: number, y: number) => (x * y) % 65_536 };
    await addCoverage(renderer.stack, { product: 'LARGE', collection: 'VHR', recipe: noisy, bands });
    const { store } = renderer.stack;
    const original = store.readRange.bind(store);
    Object.assign(store, {
      readRange: async (...given: Parameters<typeof original>) => {
        reads += 1;
        if (reads === 4) reached.resolve();
        await new Promise((resolve) => setTimeout(resolve, 20));
        return original(...given);
      },
    });
    restore = () => void Object.assign(store, { readRange: original });
  });
  afterAll(() => restore());

  test.each([
    ['as they are', 'request=GetCoverage&coverageId=LARGE'],
    ['compressed', 'request=GetCoverage&coverageId=LARGE&geotiff:compression=ZSTD'],
    ['as a COG', 'request=GetCoverage&coverageId=LARGE&format=image/tiff;profile=cloud-optimized'],
    ['projected', 'request=GetCoverage&coverageId=LARGE&outputCrs=EPSG:3857&interpolation=cubic'],
    ['as netCDF', 'request=GetCoverage&coverageId=LARGE&format=application/netcdf'],
    ['packed', 'request=GetEOCoverageSet&eoId=VHR&packageFormat=application/zip'],
    ['packed and compressed', 'request=GetEOCoverageSet&eoId=VHR&geotiff:compression=Deflate'],
  ])('of samples %s', async (_, query) => {
    Object.assign(reached, Promise.withResolvers<void>());
    reads = 0;
    const asked = request(`${url}/ows?service=WCS&version=2.0.1&${query}`, (answer) => answer.resume());
    asked.on('error', () => undefined);
    asked.end();
    await reached.promise;
    asked.destroy();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const before = reads;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(reads).toBe(before);
    expect(before).toBeLessThan(30);
  });

  test('and while it does not read, not much', async () => {
    reads = 0;
    const query = 'service=WCS&version=2.0.1&request=GetCoverage&coverageId=LARGE';
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${url}/ows?${query}`, resolve).on('error', reject).end();
    });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const before = reads;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(reads).toBe(before);
    answer.resume();
    await once(answer, 'end');
    expect(reads).toBeGreaterThan(before);
  });
});
