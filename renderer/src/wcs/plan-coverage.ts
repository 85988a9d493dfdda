import type { Band, Coverage, Grid } from '@pvs/core/catalogue/product';
import { parseCrs } from '@pvs/core/crs/crs';
import type { Crs } from '@pvs/core/crs/crs';
import { invalidInput, isPvsError, limitExceeded } from '@pvs/core/errors';
import type { PixelRect } from '../draw/map-picture.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import { transformOfPart } from './grid-transform.ts';
import { parseRangeSubset } from './parse-range-subset.ts';
import { parseSubsets } from './parse-subsets.ts';
import { checkTime, planWindow } from './plan-window.ts';

/** What GetCoverage says of the part that is wanted, as it is given. */
export interface CoverageWish {
  readonly subset?: string | undefined;
  readonly rangesubset?: string | undefined;
  readonly subsettingcrs?: string | undefined;
  readonly outputcrs?: string | undefined;
}

export interface CoverageLimits {
  readonly maxCoveragePx: number;
  readonly maxCoverageBytes: number;
}

/** Which samples of a coverage are answered. */
export interface CoveragePlan {
  /** Pixels of the coverage. */
  readonly window: PixelRect;
  /** Positions of bands in the coverage. */
  readonly bands: readonly number[];
  readonly dataType: Coverage['dataType'];
  /** What the answer's bands are. */
  readonly fields: readonly Band[];
  /** The grid of the answer. */
  readonly grid: Grid;
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
 * Decides what of a coverage is answered, at its own resolution and in its own CRS.
 * @throws what the parsers of subsets throw, `SubsettingCrs-NotSupported`, `OutputCrs-NotSupported`, and LimitExceeded
 */
export function planCoverage(
  { product, coverage }: OfferedCoverage,
  wish: CoverageWish,
  limits: CoverageLimits,
): CoveragePlan {
  const { grid, dataType } = coverage;
  checkOutputCrs(wish.outputcrs, grid);
  const subsets = parseSubsets(wish.subset ?? '');
  const identifier = wish.subsettingcrs ?? subsets.crs;
  const crs = identifier === undefined ? undefined : readCrs(identifier, 'subsettingcrs');
  checkTime(subsets, product);
  const window = planWindow(grid, subsets, crs);
  const bands =
    wish.rangesubset === undefined
      ? coverage.bands.map((_, i) => i)
      : parseRangeSubset(wish.rangesubset, coverage.bands);
  const [widthPx, heightPx] = [window.x1 - window.x0, window.y1 - window.y0];
  checkSize(widthPx * heightPx, bands.length * SAMPLE_BYTES[dataType], limits);
  return {
    ...{ window, bands, dataType },
    fields: bands.map((band) => coverage.bands[band]!),
    grid: { ...grid, transform: transformOfPart(grid.transform, window), widthPx, heightPx },
  };
}

const CODES = { subsettingcrs: 'SubsettingCrs-NotSupported', outputcrs: 'OutputCrs-NotSupported' } as const;

/** @throws InvalidInput with the code that the CRS extension has for the parameter (OGC 11-053r1) */
function readCrs(identifier: string, locator: keyof typeof CODES): Crs {
  try {
    return parseCrs(identifier).crs;
  } catch (error) {
    if (!isPvsError(error)) throw error;
    throw invalidInput(error.message, { code: CODES[locator], detail: { locator }, cause: error });
  }
}

function checkOutputCrs(identifier: string | undefined, grid: Grid): void {
  if (identifier === undefined || readCrs(identifier, 'outputcrs').code === grid.crs) return;
  throw invalidInput(
    `output in '${identifier.slice(0, 100)}' is not supported: allowed is ${grid.crs}, the coverage's own`,
    { code: 'OutputCrs-NotSupported', detail: { locator: 'outputcrs' } },
  );
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
