import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openStore } from '@pvs/core/storage/open-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';

/**
 * Where a backup is, or is to be: a directory, or an object store's URL.
 * @throws InvalidInput `InvalidConfiguration` for another URL
 */
export function openBackup(place: string): ObjectStore {
  return openStore(place.includes('://') ? place : pathToFileURL(resolve(place)).href);
}
