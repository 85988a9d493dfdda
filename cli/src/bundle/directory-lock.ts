import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { conflict, invalidInput, messageOf } from '@pvs/core/errors';
import { makeDirectory } from '@pvs/core/storage/make-directory';
import { identify, isAlive } from './process-identity.ts';
import { readIdentity } from './process-records.ts';

export interface DirectoryLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only stack on a data directory. A lock whose process is gone is taken over.
 * @throws Conflict `AlreadyRunning` where another one runs; InvalidInput `InvalidConfiguration` where nothing can be
 *   written there
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = join(directory, 'lock.json');
  const mine = join(directory, `.lock-${randomUUID()}`);
  const content = JSON.stringify(identify(process.pid));
  try {
    await makeDirectory(directory, 0o700);
    await writeFile(mine, content);
  } catch (cause) {
    throw invalidInput(`nothing can be kept in the directory ${directory}: ${messageOf(cause)}`, {
      code: 'InvalidConfiguration',
      cause,
    });
  }
  try {
    while (!(await linked(mine, path))) await clearStale(path, directory);
  } finally {
    await rm(mine, { force: true });
  }
  return {
    async release() {
      if ((await readFile(path, 'utf8').catch(() => '')) === content) await rm(path, { force: true });
    },
  };
}

/** A hard link is the one creation of a whole file that fails where there is one already. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function clearStale(path: string, directory: string): Promise<void> {
  const holder = await readIdentity(path);
  if (holder && isAlive(holder)) throw alreadyRunning(directory, holder.pid);
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const taken = await readIdentity(aside);
  // Between the look and the rename another process may have taken the stale lock: give it back to it.
  if (taken && isAlive(taken)) {
    await rename(aside, path);
    throw alreadyRunning(directory, taken.pid);
  }
  await rm(aside, { force: true });
}

const alreadyRunning = (directory: string, pid: number) =>
  conflict(
    `a stack is running on ${directory} already (process ${pid}): stop it first, or choose another directory with --data`,
    { code: 'AlreadyRunning', detail: { directory, pid } },
  );
