import type { FileWish } from '@pvs/core/ows/ows-request';
import type { ObjectStat } from '@pvs/core/storage/object-store';
import { byteRange, type ByteRange } from './byte-range.ts';

/** How an object is answered: `part` are the bytes to send, undefined for none. */
export interface StoredPlan {
  readonly status: 200 | 206 | 304 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly part: ByteRange | 'whole' | undefined;
}

/** What of an object a request gets, by its conditions and its range (RFC 9110 §13, §14). */
export function planStored({ sizeBytes, etag, modified }: ObjectStat, wish: FileWish): StoredPlan {
  const tag = `"${etag}"`;
  const headers = {
    'accept-ranges': 'bytes',
    etag: tag,
    'last-modified': modified.toUTCString(),
    'cache-control': 'no-cache',
  };
  if (wish.ifNoneMatch === tag) return { status: 304, headers, part: undefined };
  // A range of another state of the object would not fit what the client has (RFC 9110 §13.1.5).
  const isSame = wish.ifRange === undefined || wish.ifRange === tag;
  const range = isSame ? byteRange(wish.range, sizeBytes) : undefined;
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${sizeBytes}` }, part: undefined };
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 };
  const length = { 'content-length': String(last - first + 1) };
  const part = wish.isHead ? undefined : (range ?? 'whole');
  if (!range) return { status: 200, headers: { ...headers, ...length }, part };
  const place = { 'content-range': `bytes ${first}-${last}/${sizeBytes}` };
  return { status: 206, headers: { ...headers, ...length, ...place }, part };
}
