import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import gdal from 'gdal-async';
import { describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { worstDifference } from '../testing/worst-difference.ts';
import { createBlockReader } from './block-reader.ts';
import { openCog } from './open-cog.ts';

const root = resolve(import.meta.dirname, '../../../../shared/data/rasters/gtiff-reader');
const isThere = existsSync(root);
if (!isThere) process.stderr.write(`SKIPPED: GDAL's files of every codec and layout are not at ${root}\n`);
const files = isThere ? readdirSync(root).filter((name) => name.endsWith('.tif')) : [];

/** What is not read, and what the reason has to name. */
const refused: readonly (readonly [name: RegExp, reason: RegExp])[] = [
  [/JXL|jxl/, /JPEG XL/],
  [/LZMA/, /LZMA/],
  [/jp2000/, /JPEG 2000/],
  [/codec_unknown/, /44510/],
  [/slim_g4/, /CCITT fax 4/],
  [/zackthecat/, /JPEG of the old kind/],
  [/cmyk/, /CMYK/],
  [/quad-lzw/, /LZW codes are in reverse/],
  [/^cfloat|^complex/, /64 bits in TIFF sample format 6/],
  [/^cint/, /sample format 5/],
  [/int64/, /samples of 64 bits/],
  [/missing_tilebytecounts/, /cannot be read/],
];
/** libjpeg and libwebp differ by a level between versions. */
const LOSSY = /JPEG|WEBP|ycbcr/;

describe.skipIf(!isThere)('GDAL’s files of every codec and layout', () => {
  it.each(files)('%s', async (key) => {
    const reason = refused.find(([name]) => name.test(key))?.[1];
    if (reason) {
      await expect(readAll(key)).rejects.toMatchObject({
        kind: 'SourceUnavailable',
        message: expect.stringMatching(reason),
      });
      return;
    }
    const dataset = gdal.open(join(root, key));
    const { differs, levels } = await worstDifference(directoryStore(root), key, dataset);
    dataset.close();
    expect(levels).toBeLessThanOrEqual(LOSSY.test(key) ? 1 : 0);
    expect(differs).toBe(false);
  });
});

/** Reads every block of full resolution. */
async function readAll(key: string): Promise<void> {
  const store = directoryStore(root);
  const cog = await openCog(store, key);
  const { image } = cog.levels[0];
  const count = image.columns * image.rows * (image.planar ? image.samplesPerPixel : 1);
  const blocks = Array.from({ length: count }, (_, index) => ({ image, index }));
  await createBlockReader(store, 1e7)(cog, blocks);
}
