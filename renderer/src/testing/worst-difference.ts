import type { Dataset } from 'gdal-async';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { createBlockReader } from '../raster/block-reader.ts';
import { blockIndexOf, type CogImage, samplesInBlock } from '../raster/cog.ts';
import { openCog } from '../raster/open-cog.ts';

/** How far decoded samples of full resolution are from what GDAL reads of the same file. */
export async function worstDifference(
  store: ObjectStore,
  key: string,
  dataset: Dataset,
): Promise<{ readonly levels: number; readonly differs: boolean }> {
  const cog = await openCog(store, key);
  const readBlocks = createBlockReader(store, 1e7);
  const { image } = cog.levels[0];
  let levels = 0;
  let differs = dataset.bands.count() !== image.samplesPerPixel;
  for (let sample = 0; sample < image.samplesPerPixel; sample++) {
    const band = dataset.bands.get(sample + 1);
    const expected = band.pixels.read(0, 0, image.widthPx, image.heightPx);
    for (const { column, row } of blocksOf(image)) {
      const index = blockIndexOf(image, column, row, sample);
      const [block] = await readBlocks(cog, [{ image, index }]);
      eachPixel(image, column, row, (x, y, inBlock) => {
        const offset = inBlock * samplesInBlock(image) + (image.planar ? 0 : sample);
        const ours = block ? block[offset]! : (band.noDataValue ?? 0);
        const theirs = expected[y * image.widthPx + x]!;
        if (Number.isNaN(ours) !== Number.isNaN(theirs)) differs = true;
        else if (!Number.isNaN(ours)) levels = Math.max(levels, Math.abs(ours - theirs));
      });
    }
  }
  return { levels, differs };
}

function blocksOf({ columns, rows }: CogImage): { column: number; row: number }[] {
  return Array.from({ length: columns * rows }, (_, i) => ({
    column: i % columns,
    row: Math.floor(i / columns),
  }));
}

function eachPixel(
  { widthPx, heightPx, blockWidthPx, blockHeightPx }: CogImage,
  column: number,
  row: number,
  visit: (x: number, y: number, inBlock: number) => void,
): void {
  const [left, top] = [column * blockWidthPx, row * blockHeightPx];
  for (let y = top; y < Math.min(heightPx, top + blockHeightPx); y++)
    for (let x = left; x < Math.min(widthPx, left + blockWidthPx); x++)
      visit(x, y, (y - top) * blockWidthPx + x - left);
}
