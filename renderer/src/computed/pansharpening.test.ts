import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import gdal from 'gdal-async';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCoverage } from '../../test/describe-coverage.ts';
import { drawMap } from '../draw/draw-map.ts';
import { renderingsOf } from '../layers/renderings-of.ts';
import { createRasterAccess } from '../raster/raster-access.ts';

const TOOL = 'gdal_pansharpen.py';
const SIZE = 200;
const root = mkdtempSync(join(tmpdir(), 'pvs-pansharpen-'));
const hasTool = spawnSync(TOOL, ['--version']).error === undefined;
if (!hasTool) process.stderr.write(`SKIPPED: there is no ${TOOL} on this machine to compare with\n`);

beforeAll(() => {
  const raster = { type: 'Byte', epsg: 32633, driver: 'GTiff', options: [] } as const;
  const grid = (pixelM: number) => [500_000, pixelM, 0, 5_000_000, 0, -pixelM] as const;
  const fine = { ...raster, widthPx: SIZE, heightPx: SIZE, bands: 1, transform: grid(10) };
  makeRaster(root, 'pan.tif', { ...fine, value: (x, y) => texture(60, 180)(x, y, 0) });
  const coarse = { ...raster, widthPx: SIZE / 4, heightPx: SIZE / 4, bands: 3, transform: grid(40) };
  makeRaster(root, 'colors.tif', { ...coarse, value: (x, y, band) => texture(80, 160)(x, y, band + 1) });
});
afterAll(() => rmSync(root, { recursive: true }));

test.runIf(hasTool)('Brovey as an expression over bands of two resolutions is what GDAL makes', async () => {
  const named = (key: string, names: string[]) => {
    const coverage = describeCoverage(root, key);
    return { ...coverage, bands: coverage.bands.map((band, i) => ({ ...band, name: names[i]! })) };
  };
  const colors = ['red', 'green', 'blue'];
  const coverages = [named('pan.tif', ['pan']), named('colors.tif', colors)];
  const channels = colors.map((name) => ({
    expression: `${name} * pan / ((red + green + blue) / 3)`,
    range: [0, 255] as [number, number],
  }));
  const renderings = renderingsOf({ type: 'T', coverages, browses: [] }, '', {
    productTypes: [{ id: 'T', browses: { default: { channels } } } as never],
  });
  const box = { crs: 'EPSG:32633', minX: 500_000, minY: 4_998_000, maxX: 502_000, maxY: 5_000_000 };
  const raster = createRasterAccess({
    store: directoryStore(root),
    blockCacheBytes: 1e7,
    headerCacheEntries: 9,
  });
  const request = { box, widthPx: SIZE, heightPx: SIZE, resampling: 'bilinear', renderings } as const;
  const { rgba } = await drawMap(request, raster);

  const files = ['pan.tif', 'colors.tif', 'out.tif'].map((name) => join(root, name));
  execFileSync(TOOL, ['-q', '-r', 'bilinear', ...files]);
  const theirs = gdal.open(join(root, 'out.tif'));
  let [sum, count] = [0, 0];
  for (let band = 0; band < 3; band += 1) {
    const values = theirs.bands.get(band + 1).pixels.read(0, 0, SIZE, SIZE) as ArrayLike<number>;
    for (let i = 0; i < values.length; i += 1) {
      const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
      // The coarse colours end before the fine ones do, and are extended in different ways.
      if (Math.min(x, y, SIZE - 1 - x, SIZE - 1 - y) < 4) continue;
      sum += Math.abs(rgba[i * 4 + band]! - values[i]!);
      count += 1;
    }
  }
  theirs.close();
  expect(sum / count).toBeLessThan(1);
});
