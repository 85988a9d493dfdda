import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildClient, isClientBuilt } from '@pvs/client/build';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';

const lockDir = join(import.meta.dirname, '../../../node_modules/.cache/pvs-client');

/**
 * Builds the web client where its sources are newer than the last build. One that does not compile is said and
 * leaves the last build in place: maps and searches do not wait for a page.
 */
export async function prepareClient(say: (line: string) => void): Promise<void> {
  if (await isClientBuilt()) return;
  const lock = await waitForLock();
  try {
    if (await isClientBuilt()) return;
    say('building the web client');
    await buildClient();
  } catch (error) {
    say(`the web client does not build: ${messageOf(error)}`);
  } finally {
    await lock.release();
  }
}

/** Stacks of different data directories that start at the same time share one checkout. */
async function waitForLock(): Promise<DirectoryLock> {
  for (;;) {
    try {
      return await lockDirectory(lockDir);
    } catch (error) {
      if (!isPvsError(error, 'Conflict')) throw error;
      await sleep(250);
    }
  }
}
