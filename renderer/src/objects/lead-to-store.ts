import { posix } from 'node:path';
import type { FileWish } from '@pvs/core/ows/ows-request';
import type { ObjectStore } from '@pvs/core/storage/object-store';

/** How long an address that the store signs may be used. */
const SIGNED_FOR_S = 3600;

/** It is kept for half of the time in which the address works. */
const HEADERS = { 'cache-control': 'private, max-age=1800', vary: 'Accept' } as const;

/** An answer that leads to where the store itself sends an object. */
export interface LeadToStore {
  readonly status: 200 | 302;
  readonly headers: Readonly<Record<string, string>>;
  readonly mediaType: string;
  readonly body: string;
}

/**
 * A redirect to where the store itself sends an object, or its address alone: pages cannot follow a redirect with a
 * token. Undefined where the store has no addresses, and for HEAD, which signatures for GET forbid.
 */
export async function leadToStore(
  key: string,
  store: ObjectStore,
  { isHead, wantsAddress = false }: FileWish,
): Promise<LeadToStore | undefined> {
  if (isHead || !store.signedUrl) return undefined;
  const saveAs = wantsAddress ? posix.basename(key) : undefined;
  const address = await store.signedUrl(key, SIGNED_FOR_S, saveAs);
  if (wantsAddress)
    return { status: 200, headers: HEADERS, mediaType: 'text/uri-list', body: `${address}\r\n` };
  const headers = { ...HEADERS, location: address };
  return { status: 302, headers, mediaType: 'text/plain; charset=utf-8', body: '' };
}
