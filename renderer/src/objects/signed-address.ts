import type { FileWish } from '@pvs/core/ows/ows-request';
import type { ObjectStore } from '@pvs/core/storage/object-store';

/** How long an address that the store signs may be used. */
const SIGNED_FOR_S = 3600;

/** Of a redirect to a signed address: it is kept for half of the time in which that works. */
export const SIGNED_HEADERS = { 'cache-control': 'private, max-age=1800' } as const;

/** Where the store itself sends an object; undefined where it has no addresses, and for HEAD, which signatures for GET forbid. */
export const signedAddress = async (
  key: string,
  store: ObjectStore,
  { isHead }: FileWish,
): Promise<string | undefined> => (isHead ? undefined : store.signedUrl?.(key, SIGNED_FOR_S));
