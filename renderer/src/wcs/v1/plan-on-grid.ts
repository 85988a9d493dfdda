import type { Grid } from '@pvs/core/catalogue/product';
import { parseSubsets } from '../parse-subsets.ts';
import type { OfferedCoverage } from '../find-coverages.ts';
import { boxOfGrid, toPixels } from '../grid-transform.ts';
import type { Interpolation } from '../interpolation.ts';
import { parseRangeSubset } from '../parse-range-subset.ts';
import { checkSize, type CoverageLimits, type CoveragePlan, SAMPLE_BYTES } from '../plan-coverage.ts';
import { checkTime, planWindow } from '../plan-window.ts';

/** What a request of WCS 1.x says, whose answers lie on a grid that it gives. */
export interface GridWish {
  readonly grid: Grid;
  readonly bands: string | undefined;
  /** As the time grammar has it. */
  readonly time: string | undefined;
  readonly interpolation: Interpolation;
}

/** Grids are told with some digits. */
const SLACK_PX = 1e-3;

/**
 * Decides what of a coverage is answered on a given grid: its samples as they are where the grid is part of its own.
 * @throws InvalidInput `InvalidSubsetting` where they share nothing; LimitExceeded
 */
export function planOnGrid(
  { product, coverage }: OfferedCoverage,
  { grid, bands: words, time, interpolation }: GridWish,
  limits: CoverageLimits,
): CoveragePlan {
  const { dataType } = coverage;
  if (time !== undefined) checkTime(parseSubsets(timeSubset(time)), product);
  const bands =
    words === undefined ? coverage.bands.map((_, i) => i) : parseRangeSubset(words, coverage.bands);
  checkSize(grid.widthPx * grid.heightPx, bands.length * SAMPLE_BYTES[dataType], limits);
  const answer = { bands, dataType, fields: bands.map((band) => coverage.bands[band]!) };
  const window = partOf(grid, coverage.grid);
  if (window) {
    const { crs, proj4 } = coverage.grid;
    return { ...answer, window, grid: { ...grid, crs, proj4 }, reachesBeyond: false };
  }
  const { minX, minY, maxX, maxY } = boxOfGrid(grid);
  const wanted = { x: { low: minX, high: maxX }, y: { low: minY, high: maxY } };
  planWindow(coverage.grid, wanted, { code: grid.crs, proj4: grid.proj4, axisOrder: 'xy' });
  const whole = { x0: 0, y0: 0, x1: coverage.grid.widthPx, y1: coverage.grid.heightPx };
  return { ...answer, window: whole, grid, interpolation, reachesBeyond: true };
}

const timeSubset = (time: string) => {
  const [begin = '', end] = time.split(/[/,]/).map((one) => one.replaceAll('"', '').trim());
  return end === undefined ? `time("${begin}")` : `time("${begin}","${end}")`;
};

/** The pixels of a coverage's own grid that another one consists of, if so. */
function partOf(grid: Grid, own: Grid): CoveragePlan['window'] | undefined {
  if (grid.crs !== own.crs) return undefined;
  const [x, a, b, y, d, e] = grid.transform;
  const [left, top] = toPixels(own.transform, x, y);
  const [right, bottom] = toPixels(
    own.transform,
    x + a * grid.widthPx + b * grid.heightPx,
    y + d * grid.widthPx + e * grid.heightPx,
  );
  const [x0, y0] = [Math.round(left), Math.round(top)];
  const [x1, y1] = [x0 + grid.widthPx, y0 + grid.heightPx];
  const isSame = [left - x0, top - y0, right - x1, bottom - y1].every((gap) => Math.abs(gap) < SLACK_PX);
  const isWithin = x0 >= 0 && y0 >= 0 && x1 <= own.widthPx && y1 <= own.heightPx;
  return isSame && isWithin ? { x0, y0, x1, y1 } : undefined;
}
