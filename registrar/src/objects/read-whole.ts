import { invalidInput } from '@pvs/core/errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';

const MAX_DOCUMENT_BYTES = 16 * 1024 ** 2;

/** A document from storage. @throws InvalidInput `MetadataTooLarge`; NotFound where there is none */
export async function readWhole(store: ObjectStore, key: string): Promise<Buffer> {
  const bytes = await store.readRange(key, 0, MAX_DOCUMENT_BYTES + 1);
  if (bytes.length <= MAX_DOCUMENT_BYTES) return bytes;
  throw invalidInput(`${key} is larger than the ${MAX_DOCUMENT_BYTES} bytes allowed for metadata`, {
    code: 'MetadataTooLarge',
  });
}
