import { posix } from 'node:path';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import type { ObjectStat } from '@pvs/core/storage/object-store';
import type { RequestContext } from '../requests/request-context.ts';

/** How long an address that the store signs may be used. */
export const SIGNED_FOR_S = 3600;

/** An object whole: by a redirect to an address that the store signs where that is configured, else streamed. */
export async function sendStored(
  { key, sizeBytes, etag, modified }: ObjectStat,
  { stack, store, signal }: RequestContext,
): Promise<OwsResponse> {
  const signed = stack.downloads.from === 'store' && (await store.signedUrl?.(key, SIGNED_FOR_S));
  if (signed)
    return {
      ...{ mediaType: 'text/plain; charset=utf-8', body: '', status: 302 },
      headers: { location: signed, 'cache-control': 'private, max-age=1800' },
    };
  return {
    mediaType:
      MEDIA_TYPES.find(([end]) => key.toLowerCase().endsWith(end))?.[1] ?? 'application/octet-stream',
    body: await store.read(key, { etag, signal }),
    headers: {
      'content-length': String(sizeBytes),
      'last-modified': modified.toUTCString(),
      'cache-control': 'no-cache',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(posix.basename(key))}`,
    },
  };
}

const MEDIA_TYPES: readonly (readonly [end: string, mediaType: string])[] = [
  ['.zip', 'application/zip'],
  ['.tar', 'application/x-tar'],
  ['gz', 'application/gzip'],
  ['.zst', 'application/zstd'],
];
