import { isRecord } from './product.ts';

/** An attribute that products can be searched and sorted by. */
export interface Queryable {
  /** Of OpenSearch and its CQL. */
  readonly attribute: string;
  /** Of STAC's CQL2. */
  readonly stacName: string;
  readonly type: 'text' | 'number' | 'time';
  readonly unit: string | undefined;
}

/** What the page has controls of its own for, or what is the same for all products of a collection. */
const offeredElsewhere = new Set(['cloudCover', 'platform', 'collection', 'beginTime', 'endTime']);

/** Reads STAC queryables (OGC 19-079r2 §6.2); those without a name in OpenSearch cannot be searched here. */
export function readQueryables(body: unknown): Queryable[] {
  const properties = isRecord(body) && isRecord(body['properties']) ? body['properties'] : {};
  return Object.entries(properties).flatMap(([stacName, schema]) => {
    if (!isRecord(schema)) return [];
    const { type, format, unit, 'pvs:attribute': attribute } = schema;
    if (typeof attribute !== 'string' || offeredElsewhere.has(attribute)) return [];
    const kind = type === 'string' ? (format === 'date-time' ? 'time' : 'text') : 'number';
    return [{ attribute, stacName, type: kind, unit: typeof unit === 'string' ? unit : undefined } as const];
  });
}

export const queryablesUrl = (collection: string) =>
  `./stac/collections/${encodeURIComponent(collection)}/queryables`;
