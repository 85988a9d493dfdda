import type { Grid } from '@pvs/core/catalogue/product';
import { buildCells } from '../draw/build-cells.ts';
import { chooseLevel } from '../draw/choose-level.ts';
import type { PixelRect } from '../draw/map-picture.ts';
import { measureScale } from '../draw/measure-scale.ts';
import type { PixelMapping } from '../draw/pixel-mapping.ts';
import { MAX_WARP_ERROR_PX } from '../draw/plan-drawing.ts';
import { boundsOfCells, scaleCell, type WarpCell } from '../draw/warp-cell.ts';
import type { Cog, CogLevel } from '../raster/cog.ts';
import { gridMapping } from './grid-mapping.ts';
import type { Interpolation } from './interpolation.ts';
import type { ResampleOptions } from './resample.ts';

/** Where much is shrunk and there is no overview, this much of a level counts for one pixel: what fits into memory. */
const MAX_KERNEL_PX = 256;
const MAX_RATIO_PX = 2048;

/** How a whole answer is worked out, the same for all its parts. */
export interface ResamplingPlan extends ResampleOptions {
  readonly mapping: PixelMapping;
  readonly level: CogLevel;
  /** Level pixels for one of full resolution. */
  readonly shrink: { readonly x: number; readonly y: number };
  readonly maxErrorPx: number;
  /** Pixels of the coverage that count. */
  readonly window: PixelRect;
}

/** Chooses the overview that is just fine enough, and the kernel. */
export function planResampling(
  {
    answer,
    coverage,
    window,
  }: { readonly answer: Grid; readonly coverage: Grid; readonly window: PixelRect },
  cog: Cog,
  interpolation: Interpolation,
): ResamplingPlan {
  const mapping = gridMapping(answer, coverage);
  const whole = { x0: 0, y0: 0, x1: answer.widthPx, y1: answer.heightPx };
  const scale = measureScale(mapping, whole, coverage) ?? { x: 1, y: 1 };
  const widths = cog.levels.map(({ image }) => image.widthPx);
  const level = cog.levels[chooseLevel(widths, Math.min(scale.x, scale.y))]!;
  const { image: full } = cog.levels[0];
  const shrink = {
    x: level.image.widthPx / full.widthPx,
    y: level.image.heightPx / full.heightPx,
  };
  const ratio = {
    x: Math.min(MAX_RATIO_PX, scale.x * shrink.x),
    y: Math.min(MAX_RATIO_PX, scale.y * shrink.y),
  };
  return {
    ...{ mapping, level, shrink, interpolation, ratio, window },
    scale: { x: kernelScale(ratio.x), y: kernelScale(ratio.y) },
    maxErrorPx: MAX_WARP_ERROR_PX * Math.min(1 / shrink.x, 1 / shrink.y, scale.x, scale.y),
  };
}

/** GDAL's rules: no wider kernel up to 1 / 0.95, and whole ratios where nearly whole. */
function kernelScale(ratio: number): number {
  if (ratio <= 1 / 0.95) return 1;
  if (ratio > MAX_KERNEL_PX) return 1 / MAX_KERNEL_PX;
  const whole = Math.round(ratio);
  return 1 / (Math.abs(ratio - whole) < 0.05 ? whole : ratio);
}

/** A part of an answer with what is needed of the level for it. */
export interface ResamplingPiece {
  readonly cells: readonly WarpCell[];
  /** Pixels of the level. */
  readonly source: PixelRect;
}

/** What is read of a level at once. */
const MOST_PX = 4 * 1024 ** 2;

/** Parts of a rectangle of the answer; small ones where much is shrunk. What shows nothing has none. */
export function piecesOfAnswer(plan: ResamplingPlan, rect: PixelRect): ResamplingPiece[] {
  const { mapping, shrink, maxErrorPx } = plan;
  const cells = buildCells(mapping, rect, maxErrorPx).map((cell) => scaleCell(cell, shrink.x, shrink.y, 0));
  const source = sourceOf(plan, cells);
  if (!source) return [];
  const [width, height] = [rect.x1 - rect.x0, rect.y1 - rect.y0];
  const sizePx = (source.x1 - source.x0) * (source.y1 - source.y0);
  if (sizePx <= MOST_PX || Math.max(width, height) === 1) return [{ cells, source }];
  return halvesOf(rect).flatMap((half) => piecesOfAnswer(plan, half));
}

function halvesOf(rect: PixelRect): PixelRect[] {
  const { x0, y0, x1, y1 } = rect;
  if (x1 - x0 >= y1 - y0) {
    const middle = (x0 + x1) >> 1;
    return [
      { ...rect, x1: middle },
      { ...rect, x0: middle },
    ];
  }
  const middle = (y0 + y1) >> 1;
  return [
    { ...rect, y1: middle },
    { ...rect, y0: middle },
  ];
}

/** With what the kernel reaches, within what was selected; undefined where nothing is. */
function sourceOf(plan: ResamplingPlan, cells: readonly WarpCell[]): PixelRect | undefined {
  const { minX, minY, maxX, maxY } = boundsOfCells(cells);
  const { interpolation, scale, ratio, level, window, shrink } = plan;
  const reach = (one: 'x' | 'y') =>
    Math.ceil(
      interpolation.kernel ? interpolation.reachPx / scale[one] : interpolation.reachPx * ratio[one],
    ) + 1;
  const { widthPx, heightPx } = level.image;
  const rect = {
    x0: Math.max(Math.floor(window.x0 * shrink.x), Math.floor(minX) - reach('x')),
    y0: Math.max(Math.floor(window.y0 * shrink.y), Math.floor(minY) - reach('y')),
    x1: Math.min(widthPx, Math.ceil(window.x1 * shrink.x), Math.ceil(maxX) + reach('x')),
    y1: Math.min(heightPx, Math.ceil(window.y1 * shrink.y), Math.ceil(maxY) + reach('y')),
  };
  return rect.x1 > rect.x0 && rect.y1 > rect.y0 ? rect : undefined;
}
