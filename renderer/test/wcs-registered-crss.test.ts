import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeRaster, type RasterRecipe, texture } from '@pvs/core/testing/make-raster';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

/** Where each CRS of the registry is meant to be used: polar, oblique, of old datums, in feet, northing first. */
const CRSS = [
  ['EPSG:28992', 'Amersfoort / RD New, oblique stereographic', 5.4, 52.1],
  ['EPSG:5514', 'S-JTSK / Krovak East North, oblique conic', 15.5, 49.8],
  ['EPSG:2056', 'CH1903+ / LV95, oblique Mercator', 8, 46.9],
  ['EPSG:31468', 'DHDN / Gauss-Krüger, northing first', 11.6, 49],
  ['EPSG:2180', 'ETRF2000-PL / CS92, northing first', 19, 52],
  ['EPSG:3078', 'NAD83 / Michigan Oblique Mercator', -85, 44],
  ['EPSG:2229', 'NAD83 / California zone 5 in feet', -119, 34.5],
  ['EPSG:3573', 'North Pole LAEA Canada', -95, 75],
  ['EPSG:6932', 'NSIDC EASE-Grid 2.0 South', 20, -75],
  ['EPSG:5070', 'Conus Albers', -97, 39],
  ['EPSG:8857', 'Equal Earth Greenwich', 30, 10],
] as const;
const SIZE = { widthPx: 240, heightPx: 180 };
const STEP = 0.0003;
const value = texture(0, 1000);

let renderer: TestRenderer;
let directory: string;

const idOf = (code: string) => `AT_${code.slice(5)}`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-wcs-crss-'));
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: C }]\n');
  for (const [code, , lon, lat] of CRSS) {
    const recipe: RasterRecipe = {
      ...{ ...SIZE, type: 'Float32', bands: 1, driver: 'COG', epsg: 4326, value, nodata: -9999 },
      ...{ options: ['BLOCKSIZE=128', 'OVERVIEWS=NONE'], transform: [lon, STEP, 0, lat, 0, -STEP] as const },
    };
    makeRaster(directory, `${idOf(code)}.tif`, recipe);
    const bands = [{ name: 'a', color: 'gray', nodata: -9999 }] as const;
    await addCoverage(renderer.stack, { product: idOf(code), collection: 'C', recipe, bands });
  }
});

afterAll(async () => {
  await renderer.stop();
  await rm(directory, { recursive: true });
});

async function getCoverage(id: string, params: Readonly<Record<string, string>>) {
  const query = { service: 'WCS', version: '2.0.1', request: 'GetCoverage', coverageId: id, ...params };
  const response = await renderer.ows(query);
  expect(response.statusCode, response.body.slice(0, 500)).toBe(200);
  const name = `/vsimem/${Math.random().toString(36).slice(2)}.tif`;
  gdal.vsimem.copy(response.rawPayload, name);
  return gdal.open(name);
}

/** What gdalwarp, with all that PROJ knows, makes of the file on the grid of an answer. */
function warp(id: string, code: string, answer: gdal.Dataset, method: string) {
  const [x = 0, width = 0, , y = 0, , height = 0] = answer.geoTransform!;
  const { x: columns, y: rows } = answer.rasterSize;
  const extent = [x, y + rows * height, x + columns * width, y].map(String);
  const source = gdal.open(join(directory, `${id}.tif`));
  const size = ['-te', ...extent, '-ts', String(columns), String(rows)];
  const args = ['-t_srs', code, ...size, '-r', method, '-et', '0', '-ovr', 'NONE'];
  return gdal.warp(`/vsimem/${Math.random().toString(36).slice(2)}.tif`, null, [source], args);
}

function differences(ours: gdal.Dataset, theirs: gdal.Dataset) {
  const { x: width, y: height } = ours.rasterSize;
  const [a, b] = [ours, theirs].map((one) => one.bands.get(1).pixels.read(0, 0, width, height));
  let [sum, count, stray] = [0, 0, 0];
  for (let i = 0; i < a!.length; i++) {
    if ((a![i] === -9999) !== (b![i] === -9999)) stray++;
    if (a![i] === -9999 || b![i] === -9999) continue;
    sum += Math.abs(a![i]! - b![i]!) / 1000;
    count++;
  }
  return { mean: sum / count, stray: stray / a!.length, share: count / a!.length };
}

describe.each(CRSS)('%s (%s)', (code) => {
  test('agrees with gdalwarp', async () => {
    const ours = await getCoverage(idOf(code), { outputCrs: code, interpolation: 'linear' });
    expect(ours.srs!.getAuthorityCode()).toBe(code.slice(5));
    const { mean, stray, share } = differences(ours, warp(idOf(code), code, ours, 'bilinear'));
    expect(share).toBeGreaterThan(0.4);
    // An eighth of a pixel, and the metres that a shift without grids may be off.
    expect(mean).toBeLessThan(0.012);
    expect(stray).toBeLessThan(0.01);
  });
});

test('a part is selected in such a CRS', async () => {
  const whole = await getCoverage(idOf('EPSG:28992'), { outputCrs: 'EPSG:28992' });
  const [x = 0, width = 0, , y = 0, , height = 0] = whole.geoTransform!;
  const [west, north] = [Math.round(x + 60 * width), Math.round(y + 60 * height)];
  const part = await getCoverage(idOf('EPSG:28992'), {
    subset: `E(${west},${west + 2000}),N(${north - 1000},${north})`,
    ...{ subsettingCrs: 'http://www.opengis.net/def/crs/EPSG/0/28992', outputCrs: 'EPSG:28992' },
  });
  const [left = 0, dx = 0, , top = 0, , dy = 0] = part.geoTransform!;
  expect([left, top, left + dx * part.rasterSize.x, top + dy * part.rasterSize.y].map(Math.round)).toEqual([
    ...[west, north, west + 2000, north - 1000],
  ]);
});

test.each(['EPSG:7856999', 'EPSG:4979', 'EPSG:5773', 'EPSG:4978'])(
  '%s, which is no plane CRS of the registry, is refused',
  async (outputCrs) => {
    const { statusCode, body } = await renderer.ows({
      ...{ service: 'WCS', version: '2.0.1', request: 'GetCoverage', coverageId: idOf('EPSG:28992') },
      outputCrs,
    });
    expect([statusCode, body]).toEqual([404, expect.stringContaining('OutputCrs-NotSupported')]);
    expect(body).toContain('others of the EPSG registry');
  },
);
