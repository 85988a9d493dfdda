import { posix } from 'node:path';
import { invalidInput } from '@pvs/core/errors';
import type { GeoTransform } from '../gdal/gdal-job.ts';

/**
 * The names a raster's world file may have: first and last letter of its extension with a `w`, its extension with
 * a `w`, or `wld` (gdal.org/drivers/raster/wld.html).
 */
export function worldFileNames(file: string): string[] {
  const extension = posix.extname(file).slice(1);
  const stem = file.slice(0, file.length - extension.length);
  const short = extension.length > 1 ? `${extension[0]}${extension.at(-1)}w` : 'w';
  return [short, `${extension}w`, 'wld'].map((end) => `${stem}${end}`);
}

/**
 * Reads a world file: six lines with the size of a pixel, its rotations and the centre of the first pixel.
 * @throws InvalidInput `InvalidWorldFile`
 */
export function parseWorldFile(text: string, file: string): GeoTransform {
  const values = text
    .trim()
    .split(/\s+/)
    .map((word) => Number(word.replace(',', '.')));
  const [dx = NaN, ry = NaN, rx = NaN, dy = NaN, x = NaN, y = NaN] = values;
  if (values.length !== 6 || !values.every(Number.isFinite) || dx * dy === rx * ry) {
    throw invalidInput(
      `${file} is no world file: expected six numbers, two pixel sizes that are not 0 among them, and found '${text.trim().slice(0, 60)}'`,
      { code: 'InvalidWorldFile', detail: { file } },
    );
  }
  return [x - dx / 2 - rx / 2, dx, rx, y - ry / 2 - dy / 2, ry, dy];
}
