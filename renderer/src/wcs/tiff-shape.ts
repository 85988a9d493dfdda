import { invalidInput } from '@pvs/core/errors';
import type { PixelRect } from '../draw/map-picture.ts';
import { type CoveragePlan, SAMPLE_BYTES } from './plan-coverage.ts';
import type { TiffEncoding } from './tiff-encoding.ts';

/** What is not wider is written in strips unless told: tiles would be padding for the most part. */
const NARROW_PX = 1024;
/** Strips of what is wide have fewer rows. */
const STRIP_BYTES = 2 * 1024 ** 2;
const STRIP_ROWS = 512;
/** What is read and answered at once: as much as a small map reads. */
const PIECE_BYTES = 4 * 1024 ** 2;
/** Where they are is held in memory. */
const MAX_BLOCKS = 1_000_000;

/** How the pixels of a TIFF are divided into blocks: tiles are whole, of strips the last one ends with the picture. */
export interface TiffShape {
  readonly isTiled: boolean;
  readonly blockWidthPx: number;
  readonly blockHeightPx: number;
  readonly columns: number;
  readonly rows: number;
  /** Blocks of one place: one of all bands, or one of each. */
  readonly planes: number;
}

type Answer = Pick<CoveragePlan, 'grid' | 'bands' | 'dataType'>;

/** @throws InvalidInput `TilingInvalid` for tiles that are too small for so much */
export function tiffShape({ grid, bands, dataType }: Answer, encoding: TiffEncoding): TiffShape {
  const { widthPx, heightPx } = grid;
  const isTiled = encoding.isTiled ?? widthPx > NARROW_PX;
  const stripRows = Math.floor(STRIP_BYTES / (widthPx * bands.length * SAMPLE_BYTES[dataType]));
  const rowsOfStrip = Math.max(16, Math.min(STRIP_ROWS, stripRows - (stripRows % 16)));
  const blockWidthPx = isTiled ? encoding.tileWidthPx : widthPx;
  const blockHeightPx = isTiled ? encoding.tileHeightPx : Math.min(heightPx, rowsOfStrip);
  const [columns, rows] = [Math.ceil(widthPx / blockWidthPx), Math.ceil(heightPx / blockHeightPx)];
  const planes = encoding.isPlanar ? bands.length : 1;
  if (columns * rows * planes > MAX_BLOCKS)
    throw invalidInput(
      `${widthPx} × ${heightPx} pixels would be ${columns * rows * planes} blocks: allowed are up to ${MAX_BLOCKS}, in larger tiles`,
      { code: 'TilingInvalid', detail: { locator: 'geotiff:tiling' } },
    );
  return { isTiled, blockWidthPx, blockHeightPx, columns, rows, planes };
}

/** Some neighbours of one row of tiles. */
export interface TiffPiece {
  /** Number of the first one. */
  readonly first: number;
  /** Pixels of the answer. */
  readonly tiles: readonly PixelRect[];
}

/** The tiles of a TIFF in their order. */
export function* piecesOf({ grid, bands, dataType }: Answer, shape: TiffShape): Generator<TiffPiece> {
  const { columns, rows, blockWidthPx, blockHeightPx, isTiled } = shape;
  const blockBytes = blockWidthPx * blockHeightPx * bands.length * SAMPLE_BYTES[dataType];
  const together = Math.max(1, Math.floor(PIECE_BYTES / blockBytes));
  for (let row = 0; row < rows; row++) {
    const y0 = row * blockHeightPx;
    const y1 = isTiled ? y0 + blockHeightPx : Math.min(y0 + blockHeightPx, grid.heightPx);
    for (let column = 0; column < columns; column += together) {
      const tiles = Array.from({ length: Math.min(together, columns - column) }, (_, i) => {
        const x0 = (column + i) * blockWidthPx;
        return { x0, y0, x1: x0 + blockWidthPx, y1 };
      });
      yield { first: row * columns + column, tiles };
    }
  }
}
