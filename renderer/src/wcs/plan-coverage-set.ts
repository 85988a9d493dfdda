import { z } from 'zod';
import { invalidInput, isPvsError, limitExceeded } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import { readParams } from '@pvs/core/ows/read-params';
import type { OfferedCoverage } from './find-coverages.ts';
import { requireInterpolation } from './interpolation.ts';
import { parseScale } from './parse-scale.ts';
import { type CoverageLimits, type CoveragePlan, planCoverage, SAMPLE_BYTES } from './plan-coverage.ts';

/** A coverage with what of it is answered. */
export interface PlannedCoverage {
  readonly found: OfferedCoverage;
  readonly plan: CoveragePlan;
}

const LON_LAT = 'http://www.opengis.net/def/crs/EPSG/0/4326';

const schema = z.object({
  subset: z.string().optional(),
  applysubset: z.string().default('true'),
  rangesubset: z.string().optional(),
  subsettingcrs: z.string().optional(),
  outputcrs: z.string().optional(),
  interpolation: z.string().optional(),
});

/**
 * Decides what of each coverage of a set is answered: what the subset selects, unless `applySubset=false`. Coverages
 * whose footprints meet the subset and whose pixels do not are left out.
 * @throws what {@link planCoverage} throws; LimitExceeded for more bytes than one answer may have
 */
export function planCoverageSet(
  coverages: readonly OfferedCoverage[],
  kvp: Kvp,
  limits: CoverageLimits,
): PlannedCoverage[] {
  const { subset, applysubset, interpolation, subsettingcrs, ...rest } = readParams(schema, kvp);
  const applies = readFlag(applysubset);
  const wish = {
    ...rest,
    ...(applies ? { subset, subsettingcrs: subsettingcrs ?? LON_LAT } : {}),
    ...{ scale: parseScale(kvp), interpolation: requireInterpolation(interpolation) },
  };
  const planned = coverages.flatMap((found): PlannedCoverage[] => {
    try {
      return [{ found, plan: planCoverage(found, wish, limits) }];
    } catch (error) {
      if (applies && isPvsError(error) && error.code === 'InvalidSubsetting') return [];
      throw error;
    }
  });
  checkTogether(planned, limits);
  return planned;
}

function readFlag(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  throw invalidInput(`parameter 'applysubset': expected true or false, given '${text.slice(0, 100)}'`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'applysubset' },
  });
}

function checkTogether(planned: readonly PlannedCoverage[], { maxCoverageBytes }: CoverageLimits): void {
  const bytes = planned.reduce(
    (sum, { plan: { grid, bands, dataType } }) =>
      sum + grid.widthPx * grid.heightPx * bands.length * SAMPLE_BYTES[dataType],
    0,
  );
  if (bytes > maxCoverageBytes)
    throw limitExceeded(
      `${planned.length} coverages of ${bytes} bytes are asked for: allowed are up to ${maxCoverageBytes}; ask for fewer by count, or for a part`,
      { detail: { locator: 'eoid' } },
    );
}
