import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import { describeCoverage } from '../../test/describe-coverage.ts';
import { createRasterAccess } from '../raster/raster-access.ts';
import { drawMap } from './draw-map.ts';

const root = mkdtempSync(`${tmpdir()}/pvs-cold-`);
const SIZE_PX = 2560;
const PIXEL_M = 10;
const [WEST, NORTH] = [500_000, 5_300_000];

beforeAll(() =>
  makeRaster(root, 'scene.tif', {
    widthPx: SIZE_PX,
    heightPx: SIZE_PX,
    bands: 1,
    type: 'Byte',
    epsg: 32633,
    transform: [WEST, PIXEL_M, 0, NORTH, 0, -PIXEL_M],
    value: texture(0, 255),
    driver: 'COG',
    // Rows of blocks lie further apart than what is read in vain.
    options: ['COMPRESS=NONE', 'BLOCKSIZE=512'],
  }),
);
afterAll(() => rmSync(root, { recursive: true }));

/** A real store that counts what is asked of it. */
function countingStore() {
  const real = directoryStore(root);
  const ranges: number[] = [];
  const readRange: ObjectStore['readRange'] = (key, offset, length) => {
    ranges.push(length);
    return real.readRange(key, offset, length);
  };
  return { ranges, store: { ...real, readRange } };
}

test.each([0.4, 0.9, 1.3, 1.7, 2.6, 3.7])(
  'a cold tile takes at most two range requests, of the blocks it shows, at %f source pixels for one of its own',
  async (ratio) => {
    const coverage = describeCoverage(root, 'scene.tif');
    const { store, ranges } = countingStore();
    const raster = createRasterAccess({ store, blockCacheBytes: 1, headerCacheEntries: 5 });
    await raster.open(coverage);
    expect(ranges).toHaveLength(1);
    const sideM = 256 * ratio * PIXEL_M;
    const roomM = SIZE_PX * PIXEL_M - sideM;
    for (let i = 0; i < 12; i++) {
      ranges.length = 0;
      const minX = WEST + (roomM * ((i * 37) % 100)) / 100;
      const maxY = NORTH - (roomM * ((i * 61) % 100)) / 100;
      const box = { crs: 'EPSG:32633', minX, maxX: minX + sideM, minY: maxY - sideM, maxY };
      const size = { widthPx: 256, heightPx: 256, resampling: 'bilinear' as const };
      await drawMap(
        { box, ...size, renderings: [{ coverage, channels: [{ band: 0, min: 0, max: 255 }] }] },
        raster,
      );
      expect(ranges.length).toBeLessThanOrEqual(2);
      expect(ranges.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(4 * 512 * 512 + 64);
    }
  },
);
