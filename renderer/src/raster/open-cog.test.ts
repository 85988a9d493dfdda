import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryStore } from '@pvs/core/storage/directory-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { makeRaster, texture } from '@pvs/core/testing/make-raster';
import { openCog } from './open-cog.ts';
import { createRasterAccess } from './raster-access.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-cog-'));
afterAll(() => rmSync(root, { recursive: true }));

beforeAll(() => {
  makeRaster(root, 'masked.tif', {
    widthPx: 1100,
    heightPx: 900,
    bands: 3,
    type: 'Byte',
    epsg: 32633,
    transform: [500000, 10, 0, 5300000, 0, -10],
    value: texture(0, 255),
    mask: (x, y) => x + y > 300,
    driver: 'COG',
    options: ['COMPRESS=JPEG', 'BLOCKSIZE=256'],
  });
});

/** A real store that counts what is asked of it. */
function countingStore(): { store: ObjectStore; ranges: { offset: number; length: number }[] } {
  const ranges: { offset: number; length: number }[] = [];
  const real = directoryStore(root);
  const readRange: ObjectStore['readRange'] = (key, offset, length) => {
    ranges.push({ offset, length });
    return real.readRange(key, offset, length);
  };
  return { store: { ...real, readRange }, ranges };
}

describe('openCog', () => {
  it('finds the pyramid and the mask of each level', async () => {
    const cog = await openCog(directoryStore(root), 'masked.tif');
    expect(cog.levels.map(({ image }) => [image.widthPx, image.heightPx])).toEqual([
      [1100, 900],
      [550, 450],
      [275, 225],
      [137, 112],
    ]);
    for (const { image, mask } of cog.levels)
      expect(mask).toMatchObject({ widthPx: image.widthPx, heightPx: image.heightPx, samplesPerPixel: 1 });
    expect(cog.levels[0].image).toMatchObject({ samplesPerPixel: 3, dataType: 'uint8', tiled: true });
  });

  it('reads the directories of a COG in one request', async () => {
    const { store, ranges } = countingStore();
    await openCog(store, 'masked.tif');
    expect(ranges).toHaveLength(1);
  });

  it('says that a missing file is missing, as an outage', async () => {
    await expect(openCog(directoryStore(root), 'nowhere.tif')).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      code: 'RasterMissing',
    });
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('<html>not found</html>'.repeat(100))],
    ['loop', Buffer.from('49492a0008000000000008000000', 'hex')],
  ])('refuses a file that is no TIFF: %s', async (name, bytes) => {
    writeFileSync(join(root, `${name}.tif`), bytes);
    await expect(openCog(directoryStore(root), `${name}.tif`)).rejects.toMatchObject({
      kind: 'SourceUnavailable',
      code: 'RasterCorrupt',
    });
  });

  it('refuses a file cut within its directories', async () => {
    writeFileSync(join(root, 'short.tif'), readFileSync(join(root, 'masked.tif')).subarray(0, 300));
    await expect(openCog(directoryStore(root), 'short.tif')).rejects.toMatchObject({ code: 'RasterCorrupt' });
  });
});

const access = (store: ObjectStore) =>
  createRasterAccess({ store, blockCacheBytes: 50e6, headerCacheEntries: 10 });

describe('reading blocks', () => {
  it('reads and decodes a block once, however many ask for it', async () => {
    const { store, ranges } = countingStore();
    const raster = access(store);
    const cog = await raster.open({ objectKey: 'masked.tif', sizeBytes: 1 });
    const block = { image: cog.levels[0].image, index: 2 };
    ranges.length = 0;
    const all = await Promise.all([1, 2, 3].map(() => raster.readBlocks(cog, [block])));
    const again = await raster.readBlocks(cog, [block]);
    expect(ranges).toHaveLength(1);
    expect(new Set([...all, again].map(([samples]) => samples)).size).toBe(1);
  });

  it('reads a row of blocks and their masks in one request', async () => {
    const { store, ranges } = countingStore();
    const raster = access(store);
    const cog = await raster.open({ objectKey: 'masked.tif', sizeBytes: 1 });
    ranges.length = 0;
    const { image, mask } = cog.levels[0];
    const blocks = [0, 1, 2, 3].flatMap((index) => [
      { image, index },
      { image: mask!, index },
    ]);
    await raster.readBlocks(cog, blocks);
    expect(ranges).toHaveLength(1);
  });

  it('opens a file once until its size changes', async () => {
    const { store, ranges } = countingStore();
    const raster = access(store);
    await Promise.all([1, 2].map(() => raster.open({ objectKey: 'masked.tif', sizeBytes: 1 })));
    expect(ranges).toHaveLength(1);
    await raster.open({ objectKey: 'masked.tif', sizeBytes: 2 });
    expect(ranges).toHaveLength(2);
  });

  it('fails where the file ends before its blocks, and recovers when it is whole again', async () => {
    const whole = readFileSync(join(root, 'masked.tif'));
    writeFileSync(join(root, 'cut.tif'), whole.subarray(0, whole.length / 2));
    const raster = access(directoryStore(root));
    const coverage = { objectKey: 'cut.tif', sizeBytes: whole.length };
    const blocksOf = async () => {
      const cog = await raster.open(coverage);
      const { image } = cog.levels[0];
      const blocks = Array.from({ length: image.columns * image.rows }, (_, index) => ({ image, index }));
      return raster.readBlocks(cog, blocks);
    };
    await expect(blocksOf()).rejects.toMatchObject({ kind: 'SourceUnavailable', code: 'RasterCorrupt' });
    writeFileSync(join(root, 'cut.tif'), whole);
    expect((await blocksOf()).every((samples) => samples !== undefined)).toBe(true);
  });

  it('fails on damaged bytes instead of drawing them', async () => {
    const bytes = readFileSync(join(root, 'masked.tif'));
    bytes.fill(0x5a, 20_000);
    writeFileSync(join(root, 'damaged.tif'), bytes);
    const raster = access(directoryStore(root));
    const cog = await raster.open({ objectKey: 'damaged.tif', sizeBytes: bytes.length });
    const read = raster.readBlocks(cog, [{ image: cog.levels[0].image, index: 0 }]);
    await expect(read).rejects.toMatchObject({ code: 'RasterCorrupt' });
  });
});
