import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { texture } from '@pvs/core/testing/make-raster';
import { addCoverage } from '../src/testing/add-coverage.ts';
import { startRenderer, type TestRenderer } from '../src/testing/start-renderer.ts';

let renderer: TestRenderer;
let directory: string;

const transforms = {
  32633: [500_000, 10, 0, 5_200_000, 0, -10],
  3035: [4_321_000, 100, 0, 3_210_000, 0, -100],
  4326: [10, 0.01, 0, 45, 0, -0.02],
} as const;
const types = ['Byte', 'UInt16', 'Int16', 'UInt32', 'Int32', 'Float32', 'Float64'] as const;
const base = { widthPx: 41, heightPx: 30, bands: 2, driver: 'COG', options: ['BLOCKSIZE=128'] } as const;
const value = (x: number, y: number, band: number) => Math.round(texture(1, 200)(x, y, band));
const bands = ['red', 'x'].map((name) => ({ name, color: 'gray', nodata: 7 }) as const);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-netcdf-'));
  renderer = await startRenderer('stack: test\ntitle: T\ncollections: [{ id: VHR }]\n');
  const add = (product: string, recipe: object) =>
    addCoverage(renderer.stack, {
      ...{ product, collection: 'VHR', bands },
      recipe: {
        ...base,
        type: 'Byte',
        epsg: 32633,
        transform: transforms[32633],
        value,
        nodata: 7,
        ...recipe,
      },
    });
  for (const type of types) await add(`T_${type}`, { type });
  for (const [epsg, transform] of Object.entries(transforms))
    await add(`C_${epsg}`, { epsg: Number(epsg), transform });
  await add('TURNED', { transform: [500_000, 8, 6, 5_200_000, 6, -8] });
});

afterAll(async () => {
  await renderer.stop();
  await rm(directory, { recursive: true });
});

const get = (id: string, params: Record<string, string> = {}) =>
  renderer.ows({
    ...{ SERVICE: 'WCS', VERSION: '2.0.1', REQUEST: 'GetCoverage', COVERAGEID: id },
    ...{ FORMAT: 'application/netcdf', ...params },
  });

async function open(id: string, band: string, params: Record<string, string> = {}) {
  const response = await get(id, params);
  expect(response.statusCode, response.body.slice(0, 500)).toBe(200);
  expect(Number(response.headers['content-length'])).toBe(response.rawPayload.length);
  const path = join(directory, `${id}.nc`);
  writeFileSync(path, response.rawPayload);
  return gdal.open(`NETCDF:"${path}":${band}`);
}

describe('GDAL reads netCDF', () => {
  test.each(types)('of %s', async (type) => {
    for (const [i, name] of ['red', 'x_2'].entries()) {
      const dataset = await open(`T_${type}`, name);
      const band = dataset.bands.get(1);
      expect([band.dataType, dataset.rasterSize, band.noDataValue]).toEqual([
        type === 'UInt32' ? 'Float64' : type,
        { x: 41, y: 30 },
        7,
      ]);
      const pixels = band.pixels.read(0, 0, 41, 30);
      expect(pixels.findIndex((is, at) => is !== value(at % 41, Math.floor(at / 41), i))).toBe(-1);
      dataset.close();
    }
  });

  test.each([32633, 3035, 4326] as const)('in EPSG:%i', async (epsg) => {
    const dataset = await open(`C_${epsg}`, 'red');
    for (const [i, number] of dataset.geoTransform!.entries())
      expect(number).toBeCloseTo(transforms[epsg][i]!, 8);
    const there = new gdal.CoordinateTransformation(dataset.srs!, gdal.SpatialReference.fromEPSG(epsg));
    const [x, , , y] = transforms[epsg];
    const point = there.transformPoint(x, y);
    const moved = epsg === 32633 ? [point.x, point.y] : [point.x, point.y].toSorted((a, b) => a - b);
    const expected = epsg === 32633 ? [x, y] : [x, y].toSorted((a, b) => a - b);
    expect(moved[0]).toBeCloseTo(expected[0]!, 3);
    expect(moved[1]).toBeCloseTo(expected[1]!, 3);
    dataset.close();
  });

  test('scaled and in Web Mercator', async () => {
    const dataset = await open('T_UInt16', 'red', { OUTPUTCRS: 'EPSG:3857', SCALEFACTOR: '0.5' });
    expect(dataset.srs!.toProj4()).toMatch(/\+proj=merc/);
    expect(dataset.bands.get(1).pixels.get(10, 7)).toBeGreaterThan(0);
    dataset.close();
  });
});

test('a turned grid is refused', async () => {
  const response = await get('TURNED');
  expect([response.statusCode, response.body]).toEqual([
    400,
    expect.stringMatching(/turned grid.*image\/tiff/),
  ]);
});
