import {
  propertyKinds,
  propertyUnits,
  type Queryable,
  type Queryables,
  type SearchProperty,
} from '@pvs/core/catalogue/filter/queryables';
import { eoColumnNames } from '@pvs/core/catalogue/eo-columns';
import { stacNameOf, stacProperties } from './stac-properties.ts';

const own = (property: SearchProperty): Queryable => ({ kind: 'property', property });

/** What filters and sort orders of STAC may name. */
export const stacQueryables: Queryables = new Map<string, Queryable>([
  ['id', own('identifier')],
  ['collection', own('collection')],
  ['geometry', { kind: 'footprint' }],
  ['datetime', { kind: 'interval' }],
  ['start_datetime', own('beginTime')],
  ['end_datetime', own('endTime')],
  ['pvs:product_type', own('type')],
  ['pvs:registered', own('registeredAt')],
  ...eoColumnNames.map((attribute): [string, Queryable] => {
    const stored = stacProperties.find((property) => property.attribute === attribute)?.stored;
    return [stacNameOf(attribute), { kind: 'property', property: attribute, ...(stored ? { stored } : {}) }];
  }),
]);

const TYPES = {
  text: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  time: { type: 'string', format: 'date-time' },
} as const;

/** The queryables as a JSON schema (OGC 19-079r2 §6.2). */
export function writeQueryables(url: string, title: string) {
  const properties = [...stacQueryables].map(
    ([name, queryable]) => [name, describe(name, queryable)] as const,
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: url,
    type: 'object',
    title: `Queryables of ${title}`,
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}

function describe(name: string, queryable: Queryable): object {
  if (queryable.kind === 'interval') return { ...TYPES.time, description: 'Begin to end of sensing' };
  if (queryable.kind === 'footprint') return { $ref: 'https://geojson.org/schema/Geometry.json' };
  const unit = propertyUnits[queryable.property];
  return {
    ...TYPES[propertyKinds[queryable.property]],
    title: name,
    // What OpenSearch and its CQL call it: a client can show one list and ask both.
    'pvs:attribute': queryable.property,
    ...(unit === undefined ? {} : { unit }),
  };
}
