import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRaster, type RasterRecipe, texture } from '@pvs/core/testing/make-raster';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

const NODATA = -9999;
const value = texture(0, 1000);
const hole = (x: number, y: number) => x > 200 && x < 240 && y > 100 && y < 160;
const options = ['COMPRESS=DEFLATE', 'BLOCKSIZE=128'];
const base = {
  ...({ widthPx: 400, heightPx: 300, epsg: 32633, driver: 'COG', bands: 2 } as const),
  transform: [500_000, 20, 0, 5_200_000, 0, -20],
  value,
} as const;
const recipes: Readonly<Record<string, RasterRecipe>> = {
  FLOATS: { ...base, type: 'Float32', options: [...options, 'OVERVIEWS=NONE'] },
  HOLED: {
    ...base,
    ...{ type: 'Float32', nodata: NODATA, options: [...options, 'OVERVIEWS=NONE'] },
    value: (x, y, band) => (hole(x, y) ? NODATA : value(x, y, band)),
  },
  SHORTS: {
    ...{ ...base, type: 'UInt16', options: [...options, 'OVERVIEWS=NONE'] },
    value: (x, y, band) => Math.round(value(x, y, band) * 60),
  },
  PYRAMID: { ...base, widthPx: 1200, heightPx: 900, type: 'Float32', options },
};

let renderer: TestRenderer;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-wcs-'));
  renderer = await startRenderer(`
stack: test
title: T
collections: [{ id: C }]
limits: { maxCoveragePx: 2000000 }
`);
  for (const [product, recipe] of Object.entries(recipes)) {
    makeRaster(directory, `${product}.tif`, recipe);
    const bands = ['a', 'b'].map((name) => ({
      ...({ name, color: 'gray' } as const),
      ...(recipe.nodata === undefined ? {} : { nodata: recipe.nodata }),
    }));
    await addCoverage(renderer.stack, { product, collection: 'C', recipe, bands });
  }
});

afterAll(async () => {
  await renderer.stop();
  await rm(directory, { recursive: true });
});

const METHODS = [
  ['nearest', 'near'],
  ['linear', 'bilinear'],
  ['http://www.opengis.net/def/interpolation/OGC/1.0/cubic', 'cubic'],
  ['average', 'average'],
] as const;

async function getCoverage(id: string, params: Readonly<Record<string, string>>) {
  const query = { service: 'WCS', version: '2.0.1', request: 'GetCoverage', coverageId: id, ...params };
  const response = await renderer.ows(query);
  expect(response.statusCode, response.body.slice(0, 500)).toBe(200);
  const name = `/vsimem/${Math.random().toString(36).slice(2)}.tif`;
  gdal.vsimem.copy(response.rawPayload, name);
  return gdal.open(name);
}

/** What gdalwarp makes of the file on the grid of an answer. */
function warp(id: string, answer: gdal.Dataset, method: string, overviews = 'NONE') {
  const [x, width, , y, , height] = answer.geoTransform as unknown as [number, number, 0, number, 0, number];
  const { x: columns, y: rows } = answer.rasterSize;
  const extent = [x, y + rows * height, x + columns * width, y].map(String);
  const source = gdal.open(join(directory, `${id}.tif`));
  const name = `/vsimem/${Math.random().toString(36).slice(2)}.tif`;
  const args = ['-t_srs', `EPSG:${answer.srs!.getAuthorityCode()}`, '-te', ...extent, '-ts', String(columns)];
  return gdal.warp(name, null, [source], [...args, String(rows), '-r', method, '-ovr', overviews]);
}

/** Differences where both have data, in shares of the range of values; and how many pixels only one has. */
function differences(ours: gdal.Dataset, theirs: gdal.Dataset, range: number) {
  const { x: width, y: height } = ours.rasterSize;
  let [sum, worst, count, stray] = [0, 0, 0, 0];
  for (const band of [1, 2]) {
    const [a, b] = [ours, theirs].map((one) => one.bands.get(band).pixels.read(0, 0, width, height));
    const none = ours.bands.get(band).noDataValue ?? 0;
    for (let i = 0; i < a!.length; i++) {
      if ((a![i] === none) !== (b![i] === none)) stray++;
      if (a![i] === none || b![i] === none) continue;
      const difference = Math.abs(a![i]! - b![i]!) / range;
      sum += difference;
      worst = Math.max(worst, difference);
      count++;
    }
  }
  return { mean: sum / count, worst, stray: stray / (2 * width * height), pixels: width * height };
}

describe.each(METHODS)('interpolation %s agrees with gdalwarp', (interpolation, method) => {
  test.each([
    ['FLOATS', { scaleFactor: '0.37' }],
    ['FLOATS', { scaleFactor: '2.5' }],
    ['SHORTS', { scaleAxes: 'E(0.5),N(0.25)' }],
    ['HOLED', { scaleSize: 'x(150),y(77)' }],
    ['HOLED', { scaleExtent: 'i(0:599)' }],
  ])('of %s with %j', async (id, params) => {
    const ours = await getCoverage(id, { ...params, interpolation });
    const { mean, worst, stray } = differences(ours, warp(id, ours, method), id === 'SHORTS' ? 60_000 : 1000);
    // Where a middle lies on an edge of pixels, either neighbour will do.
    expect(mean).toBeLessThan(method === 'near' ? 0.005 : 0.001);
    expect(worst).toBeLessThan(method === 'near' ? 0.9 : 0.05);
    expect(stray).toBeLessThan(0.002);
  });

  test.each([
    ['FLOATS', { outputCrs: 'EPSG:3857' }],
    ['HOLED', { outputCrs: 'http://www.opengis.net/def/crs/EPSG/0/4326', scaleFactor: '0.5' }],
    ['SHORTS', { outputCrs: 'EPSG:3035', rangeSubset: 'a,b' }],
  ])('of %s with %j', async (id, params) => {
    const ours = await getCoverage(id, { ...params, interpolation });
    const { mean, stray, pixels } = differences(
      ours,
      warp(id, ours, method),
      id === 'SHORTS' ? 60_000 : 1000,
    );
    expect(pixels).toBeGreaterThan(20_000);
    // A shift of an eighth of a pixel takes another neighbour now and then.
    expect(mean).toBeLessThan(method === 'near' ? 0.02 : 0.01);
    // GDAL's average also shows what it touches with less than half a pixel.
    expect(stray).toBeLessThan(method === 'average' ? 0.015 : 0.006);
  });

  test('with overviews', async () => {
    const ours = await getCoverage('PYRAMID', { scaleFactor: '0.2', interpolation });
    const { mean } = differences(ours, warp('PYRAMID', ours, method, 'AUTO'), 1000);
    expect(mean).toBeLessThan(0.02);
  });
});

test.each(['EPSG:32640', 'EPSG:32601', 'EPSG:32733', 'EPSG:3995'])(
  'in %s, far from where it is meant to be used, as gdalwarp',
  async (outputCrs) => {
    const ours = await getCoverage('FLOATS', { outputCrs, interpolation: 'linear' });
    expect(ours.srs!.getAuthorityCode()).toBe(outputCrs.slice(5));
    const { mean, stray, pixels } = differences(ours, warp('FLOATS', ours, 'bilinear'), 1000);
    expect(pixels).toBeGreaterThan(20_000);
    // Both approximate, by an eighth of a pixel at most.
    expect(mean).toBeLessThan(0.02);
    expect(stray).toBeLessThan(0.006);
  },
);

test('the grid that GDAL suggests is that of an answer in another CRS', async () => {
  const ours = await getCoverage('FLOATS', { outputCrs: 'EPSG:3857' });
  const source = gdal.open(join(directory, 'FLOATS.tif'));
  const { rasterSize, geoTransform } = gdal.suggestedWarpOutput({
    src: source,
    s_srs: source.srs!,
    t_srs: gdal.SpatialReference.fromEPSG(3857),
  });
  expect(Math.abs(ours.rasterSize.x - rasterSize.x)).toBeLessThanOrEqual(2);
  expect(Math.abs(ours.rasterSize.y - rasterSize.y)).toBeLessThanOrEqual(2);
  expect(ours.geoTransform![0]).toBeCloseTo(geoTransform[0]!, 0);
  expect(ours.geoTransform![3]).toBeCloseTo(geoTransform[3]!, 0);
});

test('a part selected in the CRS of the answer ends where the selection does', async () => {
  const ours = await getCoverage('FLOATS', {
    ...{ subset: 'Long(15.02,15.03),Lat(46.93,46.94)', subsettingCrs: 'EPSG:4326', outputCrs: 'EPSG:4326' },
    interpolation: 'linear',
  });
  const [x, width, , y, , height] = ours.geoTransform as unknown as number[];
  const { x: columns, y: rows } = ours.rasterSize;
  const ends = [x, x! + columns * width!, y! + rows * height!, y].map((end) => end!.toFixed(9));
  expect(ends).toEqual(['15.020000000', '15.030000000', '46.930000000', '46.940000000']);
});

test.each(METHODS.slice(1))('much is shrunk in parts: %s', async (interpolation, method) => {
  const ours = await getCoverage('FLOATS', { scaleSize: 'x(3),y(2)', interpolation });
  expect(ours.rasterSize).toEqual({ x: 3, y: 2 });
  expect(differences(ours, warp('FLOATS', ours, method), 1000).worst).toBeLessThan(0.01);
});
