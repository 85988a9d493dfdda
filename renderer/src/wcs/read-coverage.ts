import type { PixelRect } from '../draw/map-picture.ts';
import { blocksOf } from '../draw/placed-block.ts';
import type { Cog } from '../raster/cog.ts';
import { rasterCorrupt } from '../raster/raster-error.ts';
import type { RequestContext } from '../requests/request-context.ts';
import { copySamples, samplesOf } from './copy-samples.ts';
import { type CoveragePlan, SAMPLE_BYTES } from './plan-coverage.ts';
import type { TiffLayout } from './tiff-layout.ts';

/** What is read and answered at once: as much as a small map reads. */
const PIECE_BYTES = 4 * 1024 ** 2;

/** A file, piece by piece. Its first piece waits for a place as a map does, the others as long as it takes. */
export async function* coverageBytes(
  cog: Cog,
  plan: CoveragePlan,
  layout: TiffLayout,
  context: RequestContext,
): AsyncGenerator<Buffer> {
  const { admission, signal } = context;
  let isFirst = true;
  yield layout.head;
  for (const tiles of piecesOf(plan, layout)) {
    const read = () => readPiece(cog, plan, tiles, context);
    const pixels = tiles.reduce((sum, { x0, x1, y0, y1 }) => sum + (x1 - x0) * (y1 - y0), 0);
    const first = isFirst;
    isFirst = false;
    yield await (first ? admission.run(pixels, signal, read) : admission.goOn(pixels, signal, read));
  }
}

/** Blocks of the file in their order, as parts of the coverage; some neighbours of a row together. */
function* piecesOf({ window, bands, dataType }: CoveragePlan, layout: TiffLayout): Generator<PixelRect[]> {
  const { columns, rows, blockWidthPx, blockHeightPx, tiled } = layout;
  const blockBytes = blockWidthPx * blockHeightPx * bands.length * SAMPLE_BYTES[dataType];
  const together = Math.max(1, Math.floor(PIECE_BYTES / blockBytes));
  for (let row = 0; row < rows; row++) {
    const y0 = window.y0 + row * blockHeightPx;
    const y1 = tiled ? y0 + blockHeightPx : Math.min(y0 + blockHeightPx, window.y1);
    for (let column = 0; column < columns; column += together) {
      const count = Math.min(together, columns - column);
      yield Array.from({ length: count }, (_, i) => {
        const x0 = window.x0 + (column + i) * blockWidthPx;
        return { x0, y0, x1: x0 + blockWidthPx, y1 };
      });
    }
  }
}

/** The blocks of the file one after the other; what they have beyond the window is 0. */
async function readPiece(
  cog: Cog,
  { window, bands, dataType, fields }: CoveragePlan,
  tiles: readonly PixelRect[],
  { raster }: RequestContext,
): Promise<Buffer> {
  const { image } = cog.levels[0];
  if (image.dataType !== dataType || Math.max(...bands) >= image.samplesPerPixel)
    throw rasterCorrupt(cog.key, 'its bands are others than the catalogue says');
  const end = tiles.at(-1)!;
  const whole = { ...tiles[0]!, x1: Math.min(end.x1, window.x1), y1: Math.min(end.y1, window.y1) };
  const places = blocksOf(image, whole, bands);
  const blocks = await raster.readBlocks(cog, places);
  const fill = fields.map(({ nodata }) => nodata ?? 0);
  return Buffer.concat(
    tiles.map((tile) => {
      const [width, height] = [tile.x1 - tile.x0, tile.y1 - tile.y0];
      const samples = samplesOf(dataType, width * height * bands.length);
      const target = { rect: tile, bands, samples };
      for (const [i, place] of places.entries()) copySamples(place, blocks[i], target, fill);
      return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
    }),
  );
}
