import type { PixelRect } from '../draw/map-picture.ts';
import { blocksOf } from '../draw/placed-block.ts';
import type { Cog, Samples } from '../raster/cog.ts';
import { rasterCorrupt } from '../raster/raster-error.ts';
import type { RequestContext } from '../requests/request-context.ts';
import { copySamples, samplesOf } from './copy-samples.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import { type CoveragePlan, SAMPLE_BYTES } from './plan-coverage.ts';
import { planResampling } from './plan-resampling.ts';
import { readResampled } from './read-resampled.ts';
import type { TiffLayout } from './tiff-layout.ts';

/** What is read and answered at once: as much as a small map reads. */
const PIECE_BYTES = 4 * 1024 ** 2;

/** Samples of blocks of an answer, which lie in one row of them. */
export type ReadTiles = (tiles: readonly PixelRect[]) => Promise<Samples[]>;

/** How the samples of an answer are read: as they are, or worked out. */
export function tileReader(
  { coverage }: OfferedCoverage,
  cog: Cog,
  plan: CoveragePlan,
  context: RequestContext,
): ReadTiles {
  const { image } = cog.levels[0];
  if (image.dataType !== plan.dataType || Math.max(...plan.bands) >= image.samplesPerPixel)
    throw rasterCorrupt(cog.key, 'its bands are others than the catalogue says');
  return plan.interpolation
    ? resampledTiles(coverage.grid, cog, plan, plan.interpolation, context)
    : sameTiles(cog, plan, context);
}

/** A file, piece by piece. Its first piece waits for a place as a map does, the others as long as it takes. */
export async function* coverageBytes(
  read: ReadTiles,
  plan: CoveragePlan,
  layout: TiffLayout,
  { admission, signal }: RequestContext,
): AsyncGenerator<Buffer> {
  let isFirst = true;
  yield layout.head;
  for (const tiles of piecesOf(plan, layout)) {
    const pixels = tiles.reduce((sum, { x0, x1, y0, y1 }) => sum + (x1 - x0) * (y1 - y0), 0);
    const work = async () => Buffer.concat((await read(tiles)).map(bytesOf));
    const first = isFirst;
    isFirst = false;
    yield await (first ? admission.run(pixels, signal, work) : admission.goOn(pixels, signal, work));
  }
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: Samples) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Blocks of the file in their order, pixels of the answer; some neighbours of a row together. */
function* piecesOf({ grid, bands, dataType }: CoveragePlan, layout: TiffLayout): Generator<PixelRect[]> {
  const { columns, rows, blockWidthPx, blockHeightPx, tiled } = layout;
  const blockBytes = blockWidthPx * blockHeightPx * bands.length * SAMPLE_BYTES[dataType];
  const together = Math.max(1, Math.floor(PIECE_BYTES / blockBytes));
  for (let row = 0; row < rows; row++) {
    const y0 = row * blockHeightPx;
    const y1 = tiled ? y0 + blockHeightPx : Math.min(y0 + blockHeightPx, grid.heightPx);
    for (let column = 0; column < columns; column += together) {
      const count = Math.min(together, columns - column);
      yield Array.from({ length: count }, (_, i) => {
        const x0 = (column + i) * blockWidthPx;
        return { x0, y0, x1: x0 + blockWidthPx, y1 };
      });
    }
  }
}

/** As they are in the coverage; what blocks have beyond the answer is whatever lies there. */
function sameTiles(
  cog: Cog,
  { window, bands, dataType, fields }: CoveragePlan,
  { raster }: RequestContext,
): ReadTiles {
  const { image } = cog.levels[0];
  const fill = fields.map(({ nodata }) => nodata ?? 0);
  const inCoverage = ({ x0, y0, x1, y1 }: PixelRect) => ({
    x0: x0 + window.x0,
    y0: y0 + window.y0,
    x1: x1 + window.x0,
    y1: y1 + window.y0,
  });
  return async (tiles) => {
    const rects = tiles.map(inCoverage);
    const end = rects.at(-1)!;
    const all = { ...rects[0]!, x1: Math.min(end.x1, window.x1), y1: Math.min(end.y1, window.y1) };
    const places = blocksOf(image, all, bands);
    const blocks = await raster.readBlocks(cog, places);
    return rects.map((rect) => {
      const samples = samplesOf(dataType, (rect.x1 - rect.x0) * (rect.y1 - rect.y0) * bands.length);
      for (const [i, place] of places.entries())
        copySamples(place, blocks[i], { rect, bands, samples }, fill);
      return samples;
    });
  };
}

/** One after the other, which bounds what is read at once. */
function resampledTiles(
  coverage: OfferedCoverage['coverage']['grid'],
  cog: Cog,
  plan: CoveragePlan,
  interpolation: NonNullable<CoveragePlan['interpolation']>,
  { raster, signal }: RequestContext,
): ReadTiles {
  const resampling = planResampling({ answer: plan.grid, coverage, window: plan.window }, cog, interpolation);
  return async (tiles) => {
    const read: Samples[] = [];
    for (const tile of tiles) {
      signal.throwIfAborted();
      read.push(await readResampled(cog, plan, resampling, tile, raster.readBlocks));
    }
    return read;
  };
}
