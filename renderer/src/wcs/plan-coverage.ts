import type { Band, Coverage, Grid } from '@pvs/core/catalogue/product';
import { limitExceeded } from '@pvs/core/errors';
import type { PixelRect } from '../draw/map-picture.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import { transformOfPart } from './grid-transform.ts';
import type { Interpolation } from './interpolation.ts';
import { optionalCrs } from './request-crs.ts';
import { parseRangeSubset } from './parse-range-subset.ts';
import type { Scale } from './parse-scale.ts';
import { parseSubsets } from './parse-subsets.ts';
import { planOutputGrid } from './plan-output-grid.ts';
import { checkTime, planWindow } from './plan-window.ts';

/** What GetCoverage says of the part that is wanted, as it is given. */
export interface CoverageWish {
  readonly subset?: string | undefined;
  readonly rangesubset?: string | undefined;
  readonly subsettingcrs?: string | undefined;
  readonly outputcrs?: string | undefined;
  readonly scale?: Scale | undefined;
  readonly interpolation: Interpolation;
}

export interface CoverageLimits {
  readonly maxCoveragePx: number;
  readonly maxCoverageBytes: number;
}

/** Which samples of a coverage are answered. */
export interface CoveragePlan {
  /** Pixels of the coverage, on its own grid. */
  readonly window: PixelRect;
  /** Positions of bands in the coverage. */
  readonly bands: readonly number[];
  readonly dataType: Coverage['dataType'];
  /** What the answer's bands are. */
  readonly fields: readonly Band[];
  /** The grid of the answer. */
  readonly grid: Grid;
  /** How samples are worked out; absent where they are answered as they are. */
  readonly interpolation?: Interpolation;
  /** True where pixels of the answer may lie on none of the coverage. */
  readonly reachesBeyond: boolean;
}

export const SAMPLE_BYTES: Readonly<Record<Coverage['dataType'], number>> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
};

const OUTPUT = { locator: 'outputcrs', code: 'OutputCrs-NotSupported' } as const;
const SUBSETTING = { locator: 'subsettingcrs', code: 'SubsettingCrs-NotSupported' } as const;

/**
 * Decides what of a coverage is answered, and on which grid.
 * @throws what the parsers of subsets throw, `SubsettingCrs-NotSupported`, `OutputCrs-NotSupported`, and LimitExceeded
 */
export function planCoverage(
  { product, coverage }: OfferedCoverage,
  wish: CoverageWish,
  limits: CoverageLimits,
): CoveragePlan {
  const { grid, dataType } = coverage;
  const output = optionalCrs(wish.outputcrs, grid, OUTPUT);
  const subsets = parseSubsets(wish.subset ?? '');
  const crs = optionalCrs(wish.subsettingcrs ?? subsets.crs, grid, SUBSETTING);
  checkTime(subsets, product);
  const window = planWindow(grid, subsets, crs);
  const part = partOfGrid(grid, window);
  const answer = planOutputGrid(part, wish.scale, output, { subsets, crs });
  const bands =
    wish.rangesubset === undefined
      ? coverage.bands.map((_, i) => i)
      : parseRangeSubset(wish.rangesubset, coverage.bands);
  checkSize(answer.widthPx * answer.heightPx, bands.length * SAMPLE_BYTES[dataType], limits);
  return {
    ...{ window, bands, dataType, grid: answer },
    fields: bands.map((band) => coverage.bands[band]!),
    reachesBeyond: answer.crs !== part.crs,
    ...(isSameGrid(answer, part) ? {} : { interpolation: wish.interpolation }),
  };
}

const partOfGrid = (grid: Grid, window: PixelRect): Grid => ({
  ...grid,
  transform: transformOfPart(grid.transform, window),
  widthPx: window.x1 - window.x0,
  heightPx: window.y1 - window.y0,
});

const isSameGrid = (a: Grid, b: Grid) =>
  a.crs === b.crs && a.widthPx === b.widthPx && a.heightPx === b.heightPx;

/** @throws LimitExceeded naming the limit */
export function checkSize(pixels: number, pixelBytes: number, limits: CoverageLimits): void {
  const { maxCoveragePx, maxCoverageBytes } = limits;
  const detail = { locator: 'subset' };
  if (pixels > maxCoveragePx) {
    throw limitExceeded(`${pixels} pixels are asked for: allowed are up to ${maxCoveragePx}`, { detail });
  }
  if (pixels * pixelBytes > maxCoverageBytes) {
    throw limitExceeded(
      `${pixels * pixelBytes} bytes are asked for: allowed are up to ${maxCoverageBytes}; ask for a part or for fewer bands`,
      { detail },
    );
  }
}
