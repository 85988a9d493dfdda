import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { buildFootprint } from '@pvs/core/geometry/build-footprint';
import type { Ring } from '@pvs/core/geometry/footprint';
import gdal from 'gdal-async';
import { packScene } from '../src/demo/pack-scene.ts';

/** UTM zone 33 around 15° E, 48° N. */
const ORIGIN = { x: 500_000, y: 5_316_000 } as const;
const SQUARE: Ring = [
  [15, 47.9],
  [15.1, 47.9],
  [15.1, 48],
  [15, 48],
  [15, 47.9],
];

/**
 * A small package: a tar with a three-band GeoTIFF of noise and a GSC report.
 * @param sizePx width and height of the picture; 10 m to a pixel
 */
export async function makePackage(identifier: string, sizePx: number): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-package-'));
  try {
    await writeNoise(join(directory, `${identifier}.tif`), sizePx);
    const metadata = {
      identifier,
      beginTime: new Date('2018-06-30T10:00:00Z'),
      endTime: new Date('2018-06-30T10:00:07Z'),
      footprint: buildFootprint([[SQUARE]]),
      attributes: { platform: 'TEST' },
    };
    return await buffer(await packScene({ metadata }, directory));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Noise does not compress, so that converting it takes its time. */
async function writeNoise(file: string, sizePx: number): Promise<void> {
  const raster = await gdal.openAsync(file, 'w', 'GTiff', sizePx, sizePx, 3, gdal.GDT_Byte);
  raster.srs = gdal.SpatialReference.fromEPSG(32633);
  raster.geoTransform = [ORIGIN.x, 10, 0, ORIGIN.y, 0, -10];
  let seed = 1;
  const row = new Uint8Array(sizePx);
  for (let y = 0; y < sizePx; y += 1) {
    for (let x = 0; x < sizePx; x += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      row[x] = 1 + ((seed >>> 24) % 255);
    }
    for (const band of [1, 2, 3]) raster.bands.get(band).pixels.write(0, y, sizePx, 1, row);
  }
  raster.close();
}
