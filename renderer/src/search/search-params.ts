import { z } from 'zod';
import { allOf, type Filter, spatial } from '@pvs/core/catalogue/filter/filter';
import { PRODUCT_TIME, temporal } from '@pvs/core/catalogue/filter/temporal-relations';
import type { ProductQuery } from '@pvs/core/catalogue/search/product-query';
import { invalidInput, messageOf } from '@pvs/core/errors';
import { geometryOfBox, type SearchGeometry } from '@pvs/core/geometry/search-geometry';
import type { Kvp } from '@pvs/core/ows/kvp';
import { integerParam, issueCode, readParams } from '@pvs/core/ows/read-params';
import { parseInterval, type TimeInterval } from '@pvs/core/time/time-grammar';

export const DEFAULT_COUNT = 50;
export const MAX_COUNT = 200;

const bbox = z.string().transform((text, context): SearchGeometry => {
  const corners = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [west = NaN, south = NaN, east = NaN, north = NaN] = corners;
  try {
    return geometryOfBox(west, south, east, corners.length === 4 ? north : NaN);
  } catch {
    context.addIssue('expected west,south,east,north in degrees, south not above north');
    return z.NEVER;
  }
});

const time = z.string().transform((text, context): TimeInterval => {
  try {
    return parseInterval(text);
  } catch (error) {
    context.addIssue(issueCode('InvalidTime', messageOf(error)));
    return z.NEVER;
  }
});

/** PostgreSQL's text cannot hold the character NUL. */
const word = z.string().refine((text) => !text.includes('\0'), { message: 'expected text without NUL' });

const schema = z.object({
  q: word.optional(),
  uid: word.optional(),
  bbox: bbox.optional(),
  start: time.optional(),
  end: time.optional(),
  count: integerParam(0, MAX_COUNT).default(DEFAULT_COUNT),
  startindex: integerParam(0, 999_999_999).default(0),
});

/** Reads the parameters of a product search (OGC 10-032r8: geo and time extensions; startIndex counts from 0). */
export function readSearchParams(kvp: Kvp, collection: string): ProductQuery {
  const { q, uid, bbox: box, start, end, count, startindex } = readParams(schema, kvp);
  const { beginMs = -Infinity } = start ?? {};
  const { endMs = Infinity } = end ?? {};
  if (beginMs > endMs) {
    throw invalidInput(`parameter 'end' is before 'start': given ${kvp.get('start')} and ${kvp.get('end')}`, {
      code: 'InvalidTime',
      detail: { locator: 'end' },
    });
  }
  const filters: Filter[] = [];
  if (box) filters.push(spatial('intersects', box));
  if (start ?? end) filters.push(temporal('intersects', PRODUCT_TIME, { beginMs, endMs }));
  return {
    collections: [collection],
    limit: count,
    page: { offset: startindex },
    count: 'bounded',
    filter: allOf(...filters),
    ...(q === undefined ? {} : { text: q }),
    ...(uid === undefined ? {} : { identifiers: uid.split(',') }),
  };
}
