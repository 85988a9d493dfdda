import type { CoverageAnswer } from './coverage-format.ts';
import { requireInterpolation } from './interpolation.ts';
import { scaledGrid } from './plan-output-grid.ts';
import type { CoveragePlan } from './plan-coverage.ts';
import { coverageReader } from './read-coverage.ts';
import { tiffImage, type TiffImage } from './tiff-image.ts';

/** Full resolution and its overviews, each half of the one before, until one fits into a tile. */
export function cogImages(answer: CoverageAnswer): TiffImage[] {
  const { found, cog, plan, encoding, context } = answer;
  const { widthPx, heightPx } = plan.grid;
  const isIndexed = cog.levels[0].image.palette !== undefined;
  const interpolation = requireInterpolation(isIndexed ? 'nearest-neighbor' : 'average');
  const plans: CoveragePlan[] = [plan];
  for (
    let size = { x: widthPx, y: heightPx };
    size.x > encoding.tileWidthPx || size.y > encoding.tileHeightPx;
  ) {
    size = { x: Math.ceil(size.x / 2), y: Math.ceil(size.y / 2) };
    const grid = scaledGrid(plan.grid, { x: { sizePx: size.x }, y: { sizePx: size.y } });
    plans.push({ ...plan, grid, interpolation });
  }
  const readers = plans.map((one) => coverageReader(found, cog, one, context));
  return plans.map((one, i) => tiffImage(answer, one, readers[i]!, i > 0));
}
