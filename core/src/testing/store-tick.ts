import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectStore } from '../storage/object-store.ts';

/** Object stores date their objects to the second, file systems finer. */
const S3_TICK_MS = 1010;
const FILE_TICK_MS = 5;

/** Waits until an object that is written now is newer than those that were written before, by the store's own dates. */
export const storeTick = ({ url }: ObjectStore): Promise<void> =>
  sleep(url.startsWith('s3:') ? S3_TICK_MS : FILE_TICK_MS);
