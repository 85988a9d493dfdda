import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster, type RasterRecipe, texture } from '@pvs/core/testing/make-raster';
import { drawMap } from '../src/draw/draw-map.ts';
import { createRasterAccess } from '../src/raster/raster-access.ts';
import { describeCoverage } from './describe-coverage.ts';
import { compare, warpWithGdal } from './gdal-reference.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-edges-'));
afterAll(() => rmSync(root, { recursive: true }));
const store = directoryStore(root);
const raster = createRasterAccess({ store, blockCacheBytes: 1e7, headerCacheEntries: 2 });

const SIZE_PX = 70;
const BEYOND_PX = 10;
const PIXEL_M = 10;
/** Source pixels for a picture pixel. */
const SHRINK = 3.5;
const CRS = 'EPSG:32633';

const noise = texture(1, 255);
const within = (n: number) => Math.min(SIZE_PX - 1, Math.max(0, n));
const recipe = (beyond: number): RasterRecipe => ({
  ...({ bands: 1, type: 'Byte', epsg: 32633, driver: 'GTiff', options: [] } as const),
  widthPx: SIZE_PX + 2 * beyond,
  heightPx: SIZE_PX + 2 * beyond,
  transform: [500_000 - beyond * PIXEL_M, PIXEL_M, 0, 5_300_000 + beyond * PIXEL_M, 0, -PIXEL_M],
  value: (x, y) => noise(within(x - beyond), within(y - beyond), 0),
});

describe('where a map is coarser than its source', () => {
  beforeAll(() => {
    makeRaster(root, 'source.tif', recipe(0));
    makeRaster(root, 'repeated.tif', recipe(BEYOND_PX));
  });

  // Bilinear interpolation itself is the same either way; only kernels widened against aliasing tell them apart.
  it('the outermost pixels count for what lies beyond the source, which gdalwarp leaves out', async () => {
    const extent = SIZE_PX * PIXEL_M;
    const box = {
      crs: CRS,
      minX: 500_000,
      minY: 5_300_000 - extent,
      maxX: 500_000 + extent,
      maxY: 5_300_000,
    };
    const picture = { box, widthPx: SIZE_PX / SHRINK, heightPx: SIZE_PX / SHRINK };
    const renderingOf = (key: string) => ({
      coverage: describeCoverage(root, key),
      channels: [{ band: 0, min: 0, max: 255 }],
    });
    const rendering = renderingOf('source.tif');
    const drawn = await drawMap({ ...picture, resampling: 'bilinear', renderings: [rendering] }, raster);
    const warp = (key: string) => {
      const scales = ['-wo', `XSCALE=${1 / SHRINK}`, '-wo', `YSCALE=${1 / SHRINK}`];
      return compare(drawn, warpWithGdal(root, renderingOf(key), picture, 'bilinear', scales));
    };
    expect(warp('repeated.tif').meanDifference).toBeLessThan(0.5);
    expect(warp('source.tif').meanDifference).toBeGreaterThan(warp('repeated.tif').meanDifference);
    expect(warp('source.tif').meanDifference).toBeLessThan(2);
  });
});
