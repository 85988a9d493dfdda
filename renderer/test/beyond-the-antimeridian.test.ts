import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import { drawMap } from '../src/draw/draw-map.ts';
import { createRasterAccess } from '../src/raster/raster-access.ts';
import { describeCoverage } from './describe-coverage.ts';
import { compare, warpWithGdal } from './gdal-reference.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-beyond-'));
afterAll(() => rmSync(root, { recursive: true }));
const store = directoryStore(root);
const raster = createRasterAccess({ store, blockCacheBytes: 1e7, headerCacheEntries: 1 });

const KEY = 'world.tif';
const SIZE_PX = 120;

describe('maps of the whole world go on beyond 180°, where gdalwarp ends', () => {
  beforeAll(() => {
    makeRaster(root, KEY, {
      ...({ widthPx: 360, heightPx: 180, bands: 3, type: 'Byte', epsg: 4326 } as const),
      ...({
        transform: [-180, 1, 0, 90, 0, -1],
        value: texture(1, 255),
        driver: 'COG',
        options: [],
      } as const),
    });
  });

  it.each([
    ['EPSG:4326', 360],
    ['EPSG:3857', 2 * 20_037_508.342789244],
  ] as const)('in %s with what gdalwarp shows a turn to the west', async (crs, turn) => {
    const coverage = describeCoverage(root, KEY);
    const channels = [0, 1, 2].map((band) => ({ band, min: 0, max: 255 }));
    const rendering = { coverage, channels };
    const [minY, maxY] = [-turn / 8, turn / 8];
    for (const turns of [-1, 1]) {
      const east = { crs, minX: turn * (turns - 0.5), maxX: turn * (turns - 0.25), minY, maxY };
      const home = { ...east, minX: -turn / 2, maxX: -turn / 4 };
      const size = { widthPx: SIZE_PX, heightPx: SIZE_PX };
      const picture = { box: east, ...size, resampling: 'bilinear', renderings: [rendering] } as const;
      const drawn = await drawMap(picture, raster);
      const reference = warpWithGdal(root, rendering, { box: home, ...size }, 'bilinear');
      const { meanDifference, insidePx, strayPx } = compare(drawn, reference);
      expect({ strayPx, insidePx }).toEqual({ strayPx: 0, insidePx: SIZE_PX * SIZE_PX });
      expect(meanDifference).toBeLessThanOrEqual(2);
    }
  });
});
