import { z } from 'zod';
import type { ProductQuery } from '@pvs/core/catalogue/search-products';
import { invalidInput, messageOf } from '@pvs/core/errors';
import type { Box } from '@pvs/core/geometry/box';
import type { Kvp } from '@pvs/core/ows/kvp';
import { integerParam, issueCode, readParams } from '@pvs/core/ows/read-params';
import { parseInterval, type TimeInterval } from '@pvs/core/time/time-grammar';

export const DEFAULT_COUNT = 50;
export const MAX_COUNT = 200;

const bbox = z.string().transform((text, context): Box[] => {
  const [west, south, east, north, ...rest] = text
    .split(',')
    .map((part) => (part.trim() === '' ? NaN : Number(part)));
  const isInRange = (value: number | undefined, limit: number): value is number =>
    value !== undefined && Math.abs(value) <= limit;
  if (
    isInRange(west, 180) &&
    isInRange(east, 180) &&
    isInRange(south, 90) &&
    isInRange(north, 90) &&
    south <= north &&
    rest.length === 0
  ) {
    const piece = (minX: number, maxX: number): Box => ({
      crs: 'EPSG:4326',
      minX,
      minY: south,
      maxX,
      maxY: north,
    });
    // West of the antimeridian to east of it (OGC 10-032r8 §9.4).
    return west <= east ? [piece(west, east)] : [piece(west, 180), piece(-180, east)];
  }
  context.addIssue('expected west,south,east,north in degrees, south not above north');
  return z.NEVER;
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
  const { q, uid, bbox: boxes, start, end, count, startindex } = readParams(schema, kvp);
  const { beginMs = -Infinity } = start ?? {};
  const { endMs = Infinity } = end ?? {};
  if (beginMs > endMs) {
    throw invalidInput(`parameter 'end' is before 'start': given ${kvp.get('start')} and ${kvp.get('end')}`, {
      code: 'InvalidTime',
      detail: { locator: 'end' },
    });
  }
  return {
    collection,
    count,
    startIndex: startindex,
    ...(q === undefined ? {} : { text: q }),
    ...(uid === undefined ? {} : { identifiers: uid.split(',') }),
    ...(boxes === undefined ? {} : { boxes }),
    ...(start === undefined && end === undefined ? {} : { time: { beginMs, endMs } }),
  };
}
