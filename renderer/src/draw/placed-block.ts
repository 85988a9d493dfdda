import type { BlockAddress } from '../raster/read-block-bytes.ts';
import { blockIndexOf, type CogImage } from '../raster/cog.ts';
import type { PixelRect } from './map-picture.ts';

/** A block, and where it lies in its image. */
export interface PlacedBlock extends BlockAddress {
  readonly column: number;
  readonly row: number;
  readonly sample: number;
}

/** The blocks of an image that a window touches; of planar images those of the given samples. */
export function blocksOf(image: CogImage, rect: PixelRect, samples: readonly number[]): PlacedBlock[] {
  const planes = image.planar ? [...new Set(samples)] : [0];
  const rows = touched(rect.y0, rect.y1, image.blockHeightPx, image.rows);
  const columns = touched(rect.x0, rect.x1, image.blockWidthPx, image.columns);
  return planes.flatMap((sample) =>
    rows.flatMap((row) =>
      columns.map((column) => {
        const index = blockIndexOf(image, column, row, sample);
        return { image, index, column, row, sample };
      }),
    ),
  );
}

/** Numbers of the blocks along one axis that pixels `from` up to but without `to` lie in. */
function touched(from: number, to: number, blockSizePx: number, count: number): number[] {
  const first = Math.max(0, Math.floor(from / blockSizePx));
  const last = Math.min(count - 1, Math.floor((to - 1) / blockSizePx));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** What a block and a window share. */
export interface SharedPart {
  /** Pixels from the block's first one. */
  readonly blockX: number;
  readonly blockY: number;
  /** Pixels from the window's first one. */
  readonly windowX: number;
  readonly windowY: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Undefined where they share nothing; what a block has beyond its image is padding. */
export function sharedPart({ image, column, row }: PlacedBlock, rect: PixelRect): SharedPart | undefined {
  const [left, top] = [column * image.blockWidthPx, row * image.blockHeightPx];
  const [x0, y0] = [Math.max(rect.x0, left), Math.max(rect.y0, top)];
  const widthPx = Math.min(rect.x1, left + image.blockWidthPx, image.widthPx) - x0;
  const heightPx = Math.min(rect.y1, top + image.blockHeightPx, image.heightPx) - y0;
  if (widthPx <= 0 || heightPx <= 0) return undefined;
  return {
    blockX: x0 - left,
    blockY: y0 - top,
    windowX: x0 - rect.x0,
    windowY: y0 - rect.y0,
    widthPx,
    heightPx,
  };
}
