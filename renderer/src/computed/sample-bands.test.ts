import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster } from '@pvs/core/testing/make-raster';
import { afterAll, expect, test } from 'vitest';
import { describeCoverage } from '../../test/describe-coverage.ts';
import { createRasterAccess } from '../raster/raster-access.ts';
import { sampleBands } from './sample-bands.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-bands-'));
const raster = createRasterAccess({
  store: directoryStore(root),
  blockCacheBytes: 1e7,
  headerCacheEntries: 99,
});
afterAll(() => rmSync(root, { recursive: true }));

const SIZE_PX = 64;
/** Of a raster of ten-metre pixels, with its surroundings, not on its pixels. */
const VIEW = {
  box: { crs: 'EPSG:32633', minX: 499_977, minY: 4_999_300, maxX: 500_677, maxY: 5_000_027 },
  widthPx: 90,
  heightPx: 80,
};

test.each([
  ['UInt16', 0, 'pixel'],
  ['UInt16', undefined, 'pixel'],
  ['UInt16', 0, 'band'],
  ['Int16', -5, 'pixel'],
  ['Float32', undefined, 'pixel'],
  ['Float32', 0, 'band'],
  ['Byte', 0, 'pixel'],
  ['Byte', undefined, 'pixel'],
] as const)('bands of %s, nodata %s, by %s, are the same together and alone', async (type, nodata, by) => {
  const key = `${type}-${nodata}-${by}.tif`;
  const none = nodata ?? (type === 'Float32' ? Number.NaN : 0);
  makeRaster(root, key, {
    ...({ widthPx: SIZE_PX, heightPx: SIZE_PX, bands: 4, type, epsg: 32633, driver: 'GTiff' } as const),
    ...(nodata === undefined ? {} : { nodata }),
    transform: [500_000, 10, 0, 5_000_000, 0, -10],
    // Some pixels lack all bands, some only one of them.
    value: (x, y, band) =>
      (x > 40 && y > 40) || (x * 7 + y * 13) % 29 === band ? none : 10 + ((x * 5 + y * 3 + band * 50) % 200),
    options: ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32', `INTERLEAVE=${by.toUpperCase()}`],
  });
  const coverage = { ...describeCoverage(root, key), identifier: key };
  const sources = [3, 0, 2, 1].map((band) => ({ coverage, band }));
  for (const resampling of ['nearest', 'bilinear', 'cubic'] as const) {
    const together = await sampleBands(VIEW, sources, resampling, raster);
    for (const [i, source] of sources.entries()) {
      const [alone] = await sampleBands(VIEW, [source], resampling, raster);
      expect(alone!.some((value) => value > 0)).toBe(true);
      expect(together[i]).toEqual(alone);
    }
  }
});
