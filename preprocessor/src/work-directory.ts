import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A directory of another machine is left alone this long: whether its process lives cannot be told. */
const FOREIGN_AGE_MS = 24 * 3600 * 1000;

/** A path for a new work directory, named after the process that uses it. */
export const newWorkDirectory = (workRoot: string) =>
  join(workRoot, `${hostname()}_${process.pid}_${randomUUID()}`);

/** Removes what processes that are gone left behind. Call before this process makes work directories. */
export async function sweepWorkDirectories(workRoot: string): Promise<readonly string[]> {
  const names = await readdir(workRoot).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    if (!(await isLeftover(join(workRoot, name), name))) continue;
    await rm(join(workRoot, name), { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

async function isLeftover(path: string, name: string): Promise<boolean> {
  const owner = /^(?<host>.*)_(?<pid>\d+)_[0-9a-f-]{36}$/.exec(name)?.groups;
  if (!owner) return false;
  if (owner['host'] !== hostname()) {
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && Date.now() - found.mtimeMs > FOREIGN_AGE_MS;
  }
  const pid = Number(owner['pid']);
  // In a container the process before this one had the same number.
  return pid === process.pid || !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
