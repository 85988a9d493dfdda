import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { readCogHeader } from '@pvs/core/cog/read-cog-header';
import gdal from 'gdal-async';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawMap } from '../src/draw/draw-map.ts';
import { genericRenderings, renderingsOf } from '../src/layers/renderings-of.ts';
import { createRasterAccess } from '../src/raster/raster-access.ts';
import { openCog } from '../src/raster/open-cog.ts';
import { boxAround } from './box-around.ts';
import { describeCoverage } from './describe-coverage.ts';
import { compare, warpWithGdal } from './gdal-reference.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-beside-'));
const store = directoryStore(root);
const raster = createRasterAccess({ store, blockCacheBytes: 5e7, headerCacheEntries: 9 });
const base = {
  ...{ widthPx: 1300, heightPx: 1100, bands: 3, type: 'Byte', epsg: 32633, driver: 'GTiff' as const },
  transform: [700_000, 10, 0, 5_300_000, 0, -10] as const,
  options: ['TILED=YES', 'COMPRESS=DEFLATE'],
};
const isShown = (x: number, y: number) => (x - 600) ** 2 + (y - 500) ** 2 > 200 ** 2;
const COLORS = [
  [10, 100, 255],
  [34, 170, 34],
  [200, 30, 60],
  [255, 255, 0],
] as const;

/** Writes the mask and the pyramid of a raster into files beside it. */
function addBeside(key: string): void {
  gdal.config.set('GDAL_TIFF_INTERNAL_MASK', 'NO');
  const writable = gdal.open(join(root, key), 'r+');
  const { x, y } = writable.rasterSize;
  const band = writable.bands.get(1);
  band.createMaskBand(2);
  const values = Uint8Array.from({ length: x * y }, (_, i) => (isShown(i % x, Math.floor(i / x)) ? 255 : 0));
  band.getMaskBand()!.pixels.write(0, 0, x, y, values);
  writable.close();
  const readable = gdal.open(join(root, key));
  readable.buildOverviews('AVERAGE', [2, 4]);
  readable.close();
}

/** Classes in vertical stripes, with a table of colours. */
function makePaletted(key: string, options: string[]): void {
  const dataset = gdal.open(join(root, key), 'w', 'GTiff', 200, 100, 1, 'Byte', options);
  dataset.srs = gdal.SpatialReference.fromEPSG(32633);
  dataset.geoTransform = [700_000, 10, 0, 5_300_000, 0, -10];
  const band = dataset.bands.get(1);
  const table = new gdal.ColorTable(gdal.GPI_RGB);
  for (const [i, [c1, c2, c3]] of COLORS.entries()) table.set(i, { c1, c2, c3, c4: 255 });
  band.colorTable = table;
  band.pixels.write(
    0,
    0,
    200,
    100,
    Uint8Array.from({ length: 200 * 100 }, (_, i) => Math.floor((i % 200) / 50)),
  );
  dataset.close();
}

beforeAll(() => {
  makeRaster(root, 'beside.tif', { ...base, value: texture(1, 255) });
  addBeside('beside.tif');
  makePaletted('palette.tif', ['COMPRESS=DEFLATE']);
  makePaletted('nibbles.tif', ['NBITS=4']);
  makePaletted('big.tif', ['ENDIANNESS=BIG', 'BIGTIFF=YES']);
});
afterAll(() => rmSync(root, { recursive: true }));

test('overviews and masks are taken from the files beside a raster', async () => {
  expect(['beside.tif.ovr', 'beside.tif.msk'].map((name) => existsSync(join(root, name)))).toEqual([
    true,
    true,
  ]);
  expect((await readCogHeader(store, 'beside.tif')).hasMask).toBe(true);
  const { levels } = await openCog(store, 'beside.tif', true);
  expect(
    levels.map(({ image, mask }) => [image.widthPx, image.file?.key, mask?.widthPx, mask?.file?.key]),
  ).toEqual([
    [1300, undefined, 1300, 'beside.tif.msk'],
    [650, 'beside.tif.ovr', 650, 'beside.tif.msk.ovr'],
    [325, 'beside.tif.ovr', 325, 'beside.tif.msk.ovr'],
  ]);
});

test.each([1, 2.7, 4.4])('they draw as gdalwarp draws them, at 1:%f', async (shrink) => {
  const coverage = { ...describeCoverage(root, 'beside.tif'), hasMask: true };
  const rendering = { coverage, channels: [0, 1, 2].map((band) => ({ band, min: 0, max: 255 })) };
  const picture = {
    box: boxAround(root, 'beside.tif', 'EPSG:3857', -0.1),
    widthPx: Math.round(1040 / shrink),
    heightPx: Math.round(880 / shrink),
  };
  const drawn = await drawMap({ ...picture, resampling: 'bilinear', renderings: [rendering] }, raster);
  const { meanDifference, strayPx, insidePx } = compare(
    drawn,
    warpWithGdal(root, rendering, picture, 'bilinear'),
  );
  expect(meanDifference).toBeLessThanOrEqual(2);
  expect(strayPx).toBe(0);
  expect(insidePx).toBeGreaterThan((picture.widthPx * picture.heightPx) / 2);
});

test('nothing is looked for beside a file that has it, or is small', async () => {
  const asked: string[] = [];
  const counting = { ...store, stat: (key: string) => (asked.push(key), store.stat(key)) };
  makeRaster(root, 'cog.tif', { ...base, value: texture(1, 255), mask: isShown, driver: 'COG', options: [] });
  await openCog(counting, 'cog.tif', true);
  await openCog(counting, 'palette.tif');
  expect(asked).toEqual(['cog.tif', 'palette.tif']);
});

/** The whole raster, each of its pixels twice as large. */
async function drawPaletted(key: string, configured?: object) {
  const coverage = { ...describeCoverage(root, key), identifier: key };
  const renderings = configured
    ? renderingsOf({ type: 'T', coverages: [coverage], browses: [] }, '', {
        productTypes: [{ id: 'T', browses: { default: configured } } as never],
      })
    : genericRenderings(coverage);
  const box = { crs: 'EPSG:32633', minX: 700_000, minY: 5_299_000, maxX: 702_000, maxY: 5_300_000 };
  const { rgba } = await drawMap(
    { box, widthPx: 400, heightPx: 200, resampling: 'bilinear', renderings },
    raster,
  );
  return (x: number) => [...rgba.subarray((100 * 400 + x) * 4, (100 * 400 + x) * 4 + 4)];
}

test.each(['palette.tif', 'nibbles.tif', 'big.tif'])(
  '%s has the colours of its table, which are never mixed',
  async (key) => {
    const at = await drawPaletted(key);
    for (const [i, color] of COLORS.entries())
      expect([at(i * 100), at(i * 100 + 50), at(i * 100 + 99)]).toEqual(
        Array.from({ length: 3 }, () => [...color, 255]),
      );
  },
);

test('the table stands also where the band is configured, until a range or colours are', async () => {
  expect((await drawPaletted('palette.tif', { channels: [{ band: 1 }] }))(150)).toEqual([34, 170, 34, 255]);
  const ramped = await drawPaletted('palette.tif', {
    channels: [{ band: 1, range: [0, 3] }],
    colormap: 'blackwhite',
  });
  expect(ramped(150)).toEqual([85, 85, 85, 255]);
});
