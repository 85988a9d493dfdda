import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectStore } from '../storage/object-store.ts';

/** Waits until an object that is written now is newer than those that were written before, by the store's own dates. */
export const storeTick = ({ dateGrainMs }: ObjectStore): Promise<void> => sleep(dateGrainMs + 5);
