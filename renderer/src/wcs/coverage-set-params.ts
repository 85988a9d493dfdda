import { z } from 'zod';
import { allOf, compare, type Filter, spatial } from '@pvs/core/catalogue/filter/filter';
import { PRODUCT_TIME, temporal } from '@pvs/core/catalogue/filter/temporal-relations';
import { parseCrs } from '@pvs/core/crs/crs';
import { invalidInput, isPvsError } from '@pvs/core/errors';
import { geometryOfBox } from '@pvs/core/geometry/search-geometry';
import type { Kvp } from '@pvs/core/ows/kvp';
import { integerParam, readParams } from '@pvs/core/ows/read-params';
import { parseSubsets, type Subsets } from './parse-subsets.ts';

/** Descriptions of an answer unless told, and at most. */
export const DEFAULT_COUNT = 100;
const MAX_COUNT = 1000;
/** What is passed over has to be walked. */
const MAX_START = 100_000;

const SECTIONS = ['CoverageDescriptions', 'DatasetSeriesDescriptions'] as const;
type Section = (typeof SECTIONS)[number];
const CONTAINMENTS = ['overlaps', 'contains'] as const;

/** What DescribeEOCoverageSet asks for (OGC 10-140r1 §8.4). */
export interface CoverageSetParams {
  readonly eoIds: readonly string[];
  /** Of products; undefined where every one is wanted. */
  readonly filter: Filter | undefined;
  readonly sections: ReadonlySet<Section>;
  readonly count: number;
  /** Coverages that are passed over. */
  readonly startIndex: number;
}

const listed = z.string().transform((text) => text.split(',').map((part) => part.trim()));

const schema = z.object({
  eoid: listed,
  containment: z.string().default('overlaps'),
  sections: listed.default(['All']),
  count: integerParam(0, 999_999_999).default(DEFAULT_COUNT),
  startindex: integerParam(0, MAX_START).default(0),
  subset: z.string().default(''),
});

/** Reads the parameters; subsets are of latitude, longitude and time. */
export function readCoverageSetParams(kvp: Kvp): CoverageSetParams {
  const { eoid, containment, sections, count, startindex, subset } = readParams(schema, kvp);
  const relation = CONTAINMENTS.find((one) => one === containment.toLowerCase());
  if (!relation) {
    throw invalidInput(
      `parameter 'containment': expected ${CONTAINMENTS.join(' or ')}, given '${containment.slice(0, 100)}'`,
      { code: 'InvalidParameterValue', detail: { locator: 'containment' } },
    );
  }
  const eoIds = eoid.filter((id) => id !== '');
  if (eoIds.length === 0)
    throw invalidInput('no identifier is given: expected those of dataset series or coverages', {
      code: 'emptyEoIdList',
      detail: { locator: 'eoid' },
    });
  return {
    eoIds,
    filter: filterOf(parseSubsets(subset), relation),
    sections: new Set(sections.flatMap(sectionsOf)),
    count: Math.min(MAX_COUNT, count),
    startIndex: startindex,
  };
}

function sectionsOf(name: string): readonly Section[] {
  if (name.toLowerCase() === 'all') return SECTIONS;
  const found = SECTIONS.find((section) => section.toLowerCase() === name.toLowerCase());
  if (found) return [found];
  throw invalidInput(
    `there is no section '${name.slice(0, 100)}': allowed are ${SECTIONS.join(', ')} and All`,
    { code: 'InvalidParameterValue', detail: { locator: 'sections' } },
  );
}

function filterOf(subsets: Subsets, relation: (typeof CONTAINMENTS)[number]): Filter | undefined {
  const filters = [...placeFilter(subsets, relation), ...timeFilter(subsets, relation)];
  return filters.length === 0 ? undefined : allOf(...filters);
}

/** `contains`: footprint and time of the coverage lie within what is given. */
function placeFilter({ x, y, crs }: Subsets, relation: (typeof CONTAINMENTS)[number]): Filter[] {
  if (crs !== undefined && parseCrs(crs).crs.code !== 'EPSG:4326')
    throw invalidInput(`subsets of a set are in EPSG:4326, given '${crs.slice(0, 100)}'`, {
      code: 'SubsettingCrs-NotSupported',
      detail: { locator: 'subset' },
    });
  if (!x && !y) return [];
  const { low: west, high: east } = bounded(x, 180);
  const { low: south, high: north } = bounded(y, 90);
  try {
    const geometry = geometryOfBox(west, south, east, north);
    return [spatial(relation === 'contains' ? 'within' : 'intersects', geometry)];
  } catch (error) {
    if (!isPvsError(error)) throw error;
    throw invalidInput(error.message, { code: 'InvalidSubsetting', detail: { locator: 'subset' } });
  }
}

const bounded = (trim: Subsets['x'], limit: number) => ({
  low: Math.max(-limit, trim?.low ?? -limit),
  high: Math.min(limit, trim?.high ?? limit),
});

function timeFilter({ time }: Subsets, relation: (typeof CONTAINMENTS)[number]): Filter[] {
  if (!time) return [];
  if (relation === 'overlaps') return [temporal('intersects', PRODUCT_TIME, time)];
  const { beginMs, endMs } = time;
  return [
    ...(Number.isFinite(beginMs) ? [compare('beginTime', '>=', new Date(beginMs))] : []),
    ...(Number.isFinite(endMs) ? [compare('endTime', '<=', new Date(endMs))] : []),
  ];
}
