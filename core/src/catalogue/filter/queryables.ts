import { type EoAttributeName, eoColumns, type EoValueKind } from '../eo-columns.ts';

/** What a product can be searched and sorted by: a column of its own. */
export type SearchProperty =
  EoAttributeName | 'identifier' | 'collection' | 'type' | 'beginTime' | 'endTime' | 'registeredAt';

/** Columns that every product has. */
const OWN_KINDS = {
  identifier: 'text',
  collection: 'text',
  type: 'text',
  beginTime: 'time',
  endTime: 'time',
  registeredAt: 'time',
} as const satisfies Partial<Record<SearchProperty, EoValueKind>>;

/** The kind of value of each property. */
export const propertyKinds: Readonly<Record<SearchProperty, EoValueKind>> = { ...OWN_KINDS, ...eoColumns };

/** True where a product may lack the property. */
export const isNullable = (property: SearchProperty) => !Object.hasOwn(OWN_KINDS, property);

/** What a name in a filter stands for. */
export type Queryable =
  | {
      readonly kind: 'property';
      readonly property: SearchProperty;
      /** The stored form of a value that is written otherwise in this vocabulary, e.g. in another case. */
      readonly stored?: (value: string) => string;
    }
  /** The product's time, from its begin to its end. */
  | { readonly kind: 'interval' }
  /** Its footprint. */
  | { readonly kind: 'footprint' };

/** The names of one vocabulary: OpenSearch and STAC call the same attributes differently. */
export type Queryables = ReadonlyMap<string, Queryable>;

const property = (name: SearchProperty): Queryable => ({ kind: 'property', property: name });

/**
 * The names of OGC 13-026r9, as the catalogue itself has them, with those of the original: every EO attribute, the
 * product's own columns, `datetime` and `footprint`.
 */
export const eoQueryables: Queryables = new Map<string, Queryable>([
  ...(Object.keys(propertyKinds) as SearchProperty[]).map((name) => [name, property(name)] as const),
  ['id', property('identifier')],
  ['resolution', property('resolutionM')],
  ['polarizationChannels', property('polarisationChannels')],
  ['datetime', { kind: 'interval' }],
  ['footprint', { kind: 'footprint' }],
  ['geometry', { kind: 'footprint' }],
]);

/** What a name stands for; case and underscores do not count where no name fits exactly. */
export function findQueryable(queryables: Queryables, name: string): Queryable | undefined {
  const exact = queryables.get(name);
  if (exact) return exact;
  const plain = plainName(name);
  for (const [candidate, queryable] of queryables) if (plainName(candidate) === plain) return queryable;
  return undefined;
}

const plainName = (name: string) => name.replaceAll('_', '').toLowerCase();

/** Units of measure of the attributes that have one (UCUM). */
export const propertyUnits: Readonly<Partial<Record<SearchProperty, string>>> = {
  resolutionM: 'm',
  wavelength: 'nm',
  lowestLocation: 'm',
  highestLocation: 'm',
  startTimeFromAscendingNode: 'ms',
  completionTimeFromAscendingNode: 'ms',
  cloudCover: '%',
  snowCover: '%',
  illuminationAzimuthAngle: 'deg',
  illuminationZenithAngle: 'deg',
  illuminationElevationAngle: 'deg',
  acrossTrackIncidenceAngle: 'deg',
  alongTrackIncidenceAngle: 'deg',
  minimumIncidenceAngle: 'deg',
  maximumIncidenceAngle: 'deg',
  incidenceAngleVariation: 'deg',
  dopplerFrequency: 'Hz',
};
