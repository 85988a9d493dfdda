import type { Grid } from '@pvs/core/catalogue/product';
import type { PixelRect } from '../draw/map-picture.ts';
import { blocksOf } from '../draw/placed-block.ts';
import type { Cog, Samples } from '../raster/cog.ts';
import { rasterCorrupt } from '../raster/raster-error.ts';
import type { RequestContext } from '../requests/request-context.ts';
import { copySamples, samplesOf } from './copy-samples.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import type { CoveragePlan } from './plan-coverage.ts';
import { planResampling } from './plan-resampling.ts';
import { readResampled } from './read-resampled.ts';

/** Samples of a rectangle of an answer; where its mask is 0 there is no data. */
export interface ReadTile {
  readonly samples: Samples;
  readonly mask?: Uint8Array;
}

/** How an answer is read, some rectangles of one row of them at once. */
export interface CoverageReader {
  /** True where its tiles have masks. */
  readonly hasMask: boolean;
  read(tiles: readonly PixelRect[]): Promise<ReadTile[]>;
}

/** How the samples of an answer are read: as they are, or worked out. */
export function coverageReader(
  { coverage }: OfferedCoverage,
  cog: Cog,
  plan: CoveragePlan,
  context: RequestContext,
): CoverageReader {
  const { image } = cog.levels[0];
  if (image.dataType !== plan.dataType || Math.max(...plan.bands) >= image.samplesPerPixel)
    throw rasterCorrupt(cog.key, 'its bands are others than the catalogue says');
  return plan.interpolation
    ? resampledTiles(coverage.grid, cog, plan, plan.interpolation, context)
    : sameTiles(cog, plan, context);
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: Samples) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** As they are in the coverage; what blocks have beyond the answer is whatever lies there. */
function sameTiles(cog: Cog, plan: CoveragePlan, { raster }: RequestContext): CoverageReader {
  const { window, bands, dataType, fields } = plan;
  const { image, mask: maskImage } = cog.levels[0];
  const fill = fields.map(({ nodata }) => nodata ?? 0);
  const inCoverage = ({ x0, y0, x1, y1 }: PixelRect) => ({
    x0: x0 + window.x0,
    y0: y0 + window.y0,
    x1: x1 + window.x0,
    y1: y1 + window.y0,
  });
  const read = async (tiles: readonly PixelRect[]) => {
    const rects = tiles.map(inCoverage);
    const end = rects.at(-1)!;
    const all = { ...rects[0]!, x1: Math.min(end.x1, window.x1), y1: Math.min(end.y1, window.y1) };
    const places = blocksOf(image, all, bands);
    const masks = maskImage ? blocksOf(maskImage, all, [0]) : [];
    const blocks = await raster.readBlocks(cog, [...places, ...masks]);
    return rects.map((rect): ReadTile => {
      const sizePx = (rect.x1 - rect.x0) * (rect.y1 - rect.y0);
      const samples = samplesOf(dataType, sizePx * bands.length);
      for (const [i, place] of places.entries())
        copySamples(place, blocks[i], { rect, bands, samples }, fill);
      if (!maskImage) return { samples };
      const mask = new Uint8Array(sizePx);
      for (const [i, place] of masks.entries())
        copySamples(place, blocks[places.length + i], { rect, bands: [0], samples: mask }, [0]);
      return { samples, mask };
    });
  };
  return { hasMask: maskImage !== undefined, read };
}

/** One after the other, which bounds what is read at once. */
function resampledTiles(
  coverage: Grid,
  cog: Cog,
  plan: CoveragePlan,
  interpolation: NonNullable<CoveragePlan['interpolation']>,
  { raster, signal }: RequestContext,
): CoverageReader {
  const { fields, grid, window } = plan;
  const resampling = planResampling({ answer: grid, coverage, window }, cog, interpolation);
  // What samples cannot say themselves.
  const canLack = plan.reachesBeyond && fields.some(({ nodata }) => nodata === undefined);
  const hasMask =
    resampling.level.mask !== undefined || (canLack && fields.every(({ color }) => color !== 'alpha'));
  const read = async (tiles: readonly PixelRect[]) => {
    const done: ReadTile[] = [];
    for (const tile of tiles) {
      signal.throwIfAborted();
      const { samples, mask } = await readResampled(cog, plan, resampling, tile, raster.readBlocks);
      done.push(hasMask ? { samples, mask } : { samples });
    }
    return done;
  };
  return { hasMask, read };
}
