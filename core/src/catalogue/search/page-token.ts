import { z } from 'zod';
import { invalidInput } from '../../errors.ts';
import { propertyKinds } from '../filter/queryables.ts';
import { type ProductQuery, queryHash, sortKeysOf } from './product-query.ts';

/** A value of a sort key: times as text that PostgreSQL reads, in full precision. */
export type KeyValue = string | number | null;

/** A place between two products of a search. */
export interface PageToken {
  /** Whether the page lies after the product of these keys, or before it. */
  readonly side: 'after' | 'before';
  readonly keys: readonly KeyValue[];
  /** How many products come before the page (`after`) or before its end (`before`). */
  readonly index: number;
  /** The number of all products, counted for the first page. */
  readonly total?: { readonly count: number; readonly isExact: boolean };
}

const schema = z.tuple([
  z.string(),
  z.enum(['after', 'before']),
  z.array(z.union([z.string().max(4000), z.number(), z.null()])),
  z.number().int().min(0),
  z.number().int().min(0).nullable(),
  z.boolean(),
]);

/** Longer than any that is made here. */
const MAX_LENGTH = 20_000;

/** The token as text for a URL. It names its search, so that it cannot be used with another one. */
export function writePageToken(query: ProductQuery, { side, keys, index, total }: PageToken): string {
  const content: z.input<typeof schema> = [
    queryHash(query),
    side,
    [...keys],
    index,
    total?.count ?? null,
    total?.isExact ?? false,
  ];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/**
 * Reads a token. Whoever makes one up can ask for nothing that a search could not.
 * @throws InvalidInput `InvalidToken` for what is none, or one of another search
 */
export function readPageToken(query: ProductQuery, text: string): PageToken {
  const [hash, side, keys, index, count, isExact] = parse(text);
  const kinds = sortKeysOf(query).map(({ property }) => propertyKinds[property]);
  if (hash !== queryHash(query)) {
    throw invalidToken('is of another search: follow its links, or leave the token out to begin anew');
  }
  const fits = kinds.length === keys.length && keys.every((key, i) => isOfKind(key, kinds[i]!));
  if (!fits) throw unreadableToken();
  return { side, keys, index, ...(count === null ? {} : { total: { count, isExact } }) };
}

function parse(text: string): z.output<typeof schema> {
  try {
    if (text.length > MAX_LENGTH) throw new RangeError('too long');
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw unreadableToken();
  }
}

export const unreadableToken = () => invalidToken('cannot be read: expected one from a link to a page');

/** As PostgreSQL writes a timestamp with time zone, or `postgresTime`. */
const TIMESTAMP = /^\d{4,6}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:\d\d){0,2})( BC)?$/;

function isOfKind(key: KeyValue, kind: (typeof propertyKinds)[keyof typeof propertyKinds]): boolean {
  if (key === null) return true;
  if (kind === 'text') return typeof key === 'string' && !key.includes('\0');
  if (kind === 'time') return typeof key === 'string' && TIMESTAMP.test(key);
  return typeof key === 'number';
}

const invalidToken = (what: string) => invalidInput(`the page's token ${what}`, { code: 'InvalidToken' });
