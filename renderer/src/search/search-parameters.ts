import { parseCql } from '@pvs/core/catalogue/filter/parse-cql';
import { eoQueryables } from '@pvs/core/catalogue/filter/queryables';
import { eoParameters } from './eo-parameters.ts';
import type { SearchParameter } from './search-parameter.ts';

export const DEFAULT_COUNT = 50;
/** Products that `startIndex` skips at most. */
export const MAX_START_INDEX = 10_000;

/** Where and when (OGC 10-032r8 tables 3 and 4); read together, see `search-params.ts`. */
export const placeAndTime: readonly SearchParameter[] = [
  { name: 'uid', token: 'geo:uid', title: 'identifiers, separated by commas' },
  {
    name: 'bbox',
    token: 'geo:box',
    title: 'west,south,east,north in degrees; west > east crosses the antimeridian',
  },
  { name: 'geom', token: 'geo:geometry', title: 'WKT in longitude, latitude' },
  { name: 'lon', token: 'geo:lon', minInclusive: -180, maxInclusive: 180 },
  { name: 'lat', token: 'geo:lat', minInclusive: -90, maxInclusive: 90 },
  { name: 'r', token: 'geo:radius', title: 'metres around lon, lat', minInclusive: 0 },
  { name: 'georel', token: 'geo:relation', options: ['intersects', 'contains', 'disjoint'] },
  { name: 'start', token: 'time:start', title: 'ISO 8601: 2018, 2018-06, 2018-06-30, 2018-06-30T10:00:00Z' },
  { name: 'end', token: 'time:end', title: 'ISO 8601; to the end of its precision' },
  {
    name: 'timerel',
    token: 'time:relation',
    options: ['intersects', 'contains', 'during', 'disjoint', 'equals'],
  },
];

export const paging: readonly SearchParameter[] = [
  { name: 'count', token: 'count', minInclusive: 0 },
  { name: 'startIndex', token: 'startIndex', minInclusive: 0, maxInclusive: MAX_START_INDEX },
];

export const ordering: SearchParameter = {
  name: 'sortKeys',
  token: 'sru:sortKeys',
  title: 'attribute,,0 (descending) or attribute,,1; several separated by spaces',
};

export const terms: SearchParameter = {
  name: 'q',
  token: 'searchTerms',
  title: 'part of the identifier',
};

/** Parameters that stand for a condition each. */
export const conditions: readonly SearchParameter[] = [
  ...eoParameters,
  {
    name: 'cql',
    token: 'cql:cql',
    title: 'CQL text',
    filter: (text) => parseCql(text, eoQueryables),
  },
];

/** What a search of products takes, in the order of the descriptions. */
export const productParameters: readonly SearchParameter[] = [
  terms,
  ...paging,
  ordering,
  ...placeAndTime,
  ...conditions,
];

/** What a search of collections takes. */
export const collectionParameters: readonly SearchParameter[] = [terms, ...paging, ...placeAndTime];
