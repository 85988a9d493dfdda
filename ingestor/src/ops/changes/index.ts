import type { OpsChange } from '../ops-view.ts';
import { deregister } from './deregister.ts';
import { retry } from './retry.ts';
import { seed } from './seed.ts';

/** All that `/ops` changes. Adding one is a file, and a line here. */
export const opsChanges: readonly OpsChange<unknown, unknown>[] = [retry, seed, deregister];
