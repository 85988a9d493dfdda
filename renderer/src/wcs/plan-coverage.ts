import type { Band, Coverage, Grid } from '@pvs/core/catalogue/product';
import { parseCrs } from '@pvs/core/crs/crs';
import type { Crs } from '@pvs/core/crs/crs';
import { invalidInput, isPvsError, limitExceeded } from '@pvs/core/errors';
import type { PixelRect } from '../draw/map-picture.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import { transformOfPart } from './grid-transform.ts';
import type { Interpolation } from './interpolation.ts';
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
  const output = optionalCrs(wish.outputcrs, 'outputcrs');
  const subsets = parseSubsets(wish.subset ?? '');
  const crs = optionalCrs(wish.subsettingcrs ?? subsets.crs, 'subsettingcrs');
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

const CODES = { subsettingcrs: 'SubsettingCrs-NotSupported', outputcrs: 'OutputCrs-NotSupported' } as const;

/** @throws InvalidInput with the code that the CRS extension has for the parameter (OGC 11-053r1) */
function optionalCrs(identifier: string | undefined, locator: keyof typeof CODES): Crs | undefined {
  if (identifier === undefined) return undefined;
  try {
    return parseCrs(identifier).crs;
  } catch (error) {
    if (!isPvsError(error)) throw error;
    throw invalidInput(error.message, { code: CODES[locator], detail: { locator }, cause: error });
  }
}

function checkSize(pixels: number, pixelBytes: number, limits: CoverageLimits): void {
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
