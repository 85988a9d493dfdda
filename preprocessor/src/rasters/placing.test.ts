import { readFile } from 'node:fs/promises';
import gdal from 'gdal-async';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRaster, type TestRaster } from '../testing/make-package.ts';
import { made, pixels, startPreprocessing, type TestPreprocessing } from '../testing/start-preprocessing.ts';

/** Each type is named after the test that uses it. */
const TYPES = {
  WORLD: { georeference: { by: 'world-file', crs: 'EPSG:32633' } },
  CORNERS: {
    georeference: {
      by: 'corners',
      corners: [
        [10, 47],
        [11, 47],
        [11, 46],
        [10, 46],
      ],
    },
  },
  TIES: {
    georeference: {
      by: 'geolocation',
      longitude: { files: '*lon.tif' },
      latitude: { files: '*lat.tif' },
      stepPx: 8,
    },
  },
  NETCDF: { subdatasets: ['Band1'] },
};

let preprocessing: TestPreprocessing;
beforeAll(async () => {
  preprocessing = await startPreprocessing(TYPES);
});
afterAll(() => preprocessing.stop());

let count = 0;

describe('georeference', () => {
  const unplaced: TestRaster = { epsg: null, transform: null };

  it('is a world file beside the raster', async () => {
    const { datasets } = await preprocessing.make('WORLD', {
      'a.tif': await preprocessing.raster(unplaced),
      'a.tfw': '10\n0\n0\n-10\n500005\n5299995\n',
    });
    expect(datasets[0]?.geoTransform).toEqual([500000, 10, 0, 5300000, 0, -10]);
    expect(datasets[0]?.srs?.getAuthorityCode(null)).toBe('32633');
    expect(pixels(datasets[0])).toEqual(made());
  });

  it('is the four corners', async () => {
    const { datasets } = await preprocessing.make('CORNERS', {
      'a.tif': await preprocessing.raster(unplaced),
    });
    const [west = 0, dx = 1, , north = 0] = datasets[0]?.geoTransform ?? [];
    expect([west, north]).toEqual([expect.closeTo(10, 6), expect.closeTo(47, 6)]);
    expect(west + dx * (datasets[0]?.rasterSize.x ?? 0)).toBeCloseTo(11, 1);
  });

  it('is grids of tie points', async () => {
    const grid = async (value: (column: number, row: number) => number) => {
      const path = preprocessing.path(`ties-${count++}.tif`);
      const dataset = gdal.open(path, 'w', ['GTiff'], 8, 6, 1, 'Float64');
      dataset.bands.get(1).pixels.write(
        0,
        0,
        8,
        6,
        Float64Array.from({ length: 48 }, (_, i) => value(i % 8, Math.floor(i / 8))),
      );
      dataset.close();
      return readFile(path);
    };
    const files = {
      'lon.tif': await grid((column) => 10 + column * 0.08),
      'lat.tif': await grid((_, row) => 47 - row * 0.08),
    };
    const { datasets } = await preprocessing.make('TIES', {
      'a.tif': await preprocessing.raster(unplaced),
      ...files,
    });
    const [west = 0, dx = 1, , north = 0] = datasets[0]?.geoTransform ?? [];
    expect(Math.abs(west - 9.995)).toBeLessThan(dx);
    expect(Math.abs(north - 47.005)).toBeLessThan(dx);
    expect(dx).toBeCloseTo(0.01, 3);
  });
});

describe('subdatasets', () => {
  it('are rasters inside netCDF files', async () => {
    const path = preprocessing.path('sst.nc');
    const source = gdal.open(
      await makeRaster(preprocessing.path('nc.tif'), { epsg: 4326, transform: [10, 0.01, 0, 47, 0, -0.01] }),
    );
    gdal.translate(path, source, ['-of', 'netCDF']).close();
    const { sidecar, datasets } = await preprocessing.make('NETCDF', { 'sst.nc': await readFile(path) });
    expect(sidecar.coverages).toHaveLength(1);
    expect(pixels(datasets[0]).map((value) => value & 255)).toEqual(made());
  });
});
