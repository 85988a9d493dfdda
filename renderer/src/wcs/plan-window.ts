import type { Grid, Product } from '@pvs/core/catalogue/product';
import { projector, requireCrs } from '@pvs/core/crs/crs';
import { invalidInput } from '@pvs/core/errors';
import { boxAround, type Box } from '@pvs/core/geometry/box';
import { formatInstant } from '@pvs/core/time/format-instant';
import { intervalsOverlap } from '@pvs/core/time/time-grammar';
import type { PixelRect } from '../draw/map-picture.ts';
import { gridCrs } from './grid-crs.ts';
import { boxOfGrid, toGround, toPixels } from './grid-transform.ts';
import type { Subsets } from './parse-subsets.ts';
import type { RequestCrs } from './request-crs.ts';

/** Coordinates that are meant to be edges of pixels never are to the last digit. */
const SLACK_PX = 1e-5;
/** Points along each edge and across the inside of what is projected. */
const SAMPLES = 21;

/**
 * The pixels of a grid that subsets select: every pixel they touch. They are in the CRS of the grid unless another
 * one is given; trims that reach beyond the grid end with it.
 * @throws InvalidInput `InvalidSubsetting` where they select nothing
 */
export function planWindow(grid: Grid, subsets: Subsets, crs: RequestCrs | undefined): PixelRect {
  const { x = OPEN, y = OPEN } = subsets;
  const { widthPx, heightPx } = grid;
  const whole = { x0: 0, y0: 0, x1: widthPx, y1: heightPx };
  if (x === OPEN && y === OPEN) return whole;
  const foreign = crs && crs.code !== grid.crs ? crs : undefined;
  const extent = foreign ? projectedBox(grid, foreign) : boxOfGrid(grid);
  const box = {
    crs: extent.crs,
    minX: Math.max(x.low, extent.minX),
    maxX: Math.min(x.high, extent.maxX),
    minY: Math.max(y.low, extent.minY),
    maxY: Math.min(y.high, extent.maxY),
  };
  const isEmpty = box.minX > box.maxX || box.minY > box.maxY;
  const window = isEmpty ? undefined : clip(pixelsOf(box, grid, foreign), whole);
  if (window) return window;
  throw nothingSelected(grid, extent);
}

const OPEN = { low: -Infinity, high: Infinity };

/** @throws InvalidInput `InvalidSubsetting` where a product is not of the time that is asked for */
export function checkTime({ time }: Subsets, { beginTime, endTime }: Product): void {
  const own = { beginMs: beginTime.getTime(), endMs: endTime.getTime() };
  if (!time || intervalsOverlap(time, own)) return;
  throw invalidInput(
    `the coverage is of another time: from ${formatInstant(beginTime)} to ${formatInstant(endTime)}`,
    { code: 'InvalidSubsetting', detail: { locator: 'subset' } },
  );
}

/** The rectangle around a grid in another CRS. */
function projectedBox(grid: Grid, crs: RequestCrs): Box {
  const project = projector(grid.proj4, crs.proj4);
  const points = samples(0, 0, grid.widthPx, grid.heightPx).map(([column, row]) =>
    project(...toGround(grid.transform, column, row)),
  );
  const finite = points.filter((point) => point.every(Number.isFinite));
  return boxAround(crs.code, finite) ?? { crs: crs.code, minX: NaN, minY: NaN, maxX: NaN, maxY: NaN };
}

/** The rectangle of pixels, not yet whole ones, around a box. */
function pixelsOf(
  { minX, minY, maxX, maxY }: Box,
  grid: Grid,
  foreign: RequestCrs | undefined,
): Box | undefined {
  const project = foreign ? projector(foreign.proj4, grid.proj4) : (x: number, y: number) => [x, y] as const;
  const points = samples(minX, minY, maxX, maxY).map(([x, y]) => toPixels(grid.transform, ...project(x, y)));
  return boxAround(
    grid.crs,
    points.filter((point) => point.every(Number.isFinite)),
  );
}

function samples(x0: number, y0: number, x1: number, y1: number): (readonly [number, number])[] {
  const at = (from: number, to: number, i: number) =>
    i === SAMPLES - 1 ? to : from + ((to - from) * i) / (SAMPLES - 1);
  return Array.from({ length: SAMPLES * SAMPLES }, (_, i) => [
    at(x0, x1, i % SAMPLES),
    at(y0, y1, Math.floor(i / SAMPLES)),
  ]);
}

/** Whole pixels within the grid; a point or a line has those it lies in. */
function clip(box: Box | undefined, whole: PixelRect): PixelRect | undefined {
  if (!box) return undefined;
  const along = (min: number, max: number, size: number) => {
    const first = Math.min(Math.max(0, Math.floor(min + SLACK_PX)), size - 1);
    return [first, Math.min(size, Math.max(first + 1, Math.ceil(max - SLACK_PX)))] as const;
  };
  const isOutside = box.maxX < 0 || box.maxY < 0 || box.minX > whole.x1 || box.minY > whole.y1;
  const [x0, x1] = along(box.minX, box.maxX, whole.x1);
  const [y0, y1] = along(box.minY, box.maxY, whole.y1);
  return isOutside ? undefined : { x0, y0, x1, y1 };
}

function nothingSelected(grid: Grid, { crs, minX, maxX, minY, maxY }: Box) {
  const { labels } = gridCrs(crs === grid.crs ? grid : { crs, proj4: requireCrs(crs).proj4 });
  return invalidInput(
    `the subset selects nothing: in ${crs} the coverage lies in ${labels.x}(${minX},${maxX}) and ${labels.y}(${minY},${maxY})`,
    { code: 'InvalidSubsetting', detail: { locator: 'subset' } },
  );
}
