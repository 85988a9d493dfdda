import { posix } from 'node:path';
import { contentDisposition } from '@pvs/core/http/content-disposition';
import type { FileWish, OwsResponse } from '@pvs/core/ows/ows-request';
import type { ObjectStat } from '@pvs/core/storage/object-store';
import type { RequestContext } from '../requests/request-context.ts';
import { leadToStore } from './lead-to-store.ts';
import { mediaTypeOfPackage } from './product-package.ts';
import { planStored } from './plan-stored.ts';
import { readStored } from './read-stored.ts';

/** All of a file. */
const WHOLE: FileWish = { isHead: false };

/**
 * An object, or the range of it that is asked for: by a redirect to an address that the store signs where that is
 * configured, else streamed.
 */
export async function sendStored(
  object: ObjectStat,
  { stack, store, signal, file = WHOLE }: RequestContext,
): Promise<OwsResponse> {
  const { key } = object;
  const elsewhere = stack.downloads.from === 'store' && (await leadToStore(key, store, file));
  if (elsewhere) return elsewhere;
  const { status, headers, part } = planStored(object, file);
  return {
    mediaType: mediaTypeOfPackage(key),
    status,
    body: part === undefined ? '' : await readStored(object, part, store, signal),
    headers: {
      ...headers,
      'content-disposition': contentDisposition('attachment', posix.basename(key)),
    },
  };
}
