import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A path for a new work directory, named after the process that uses it. */
export const newWorkDirectory = (workRoot: string) =>
  join(workRoot, `${hostname()}_${process.pid}_${randomUUID()}`);

/**
 * Removes what processes that are gone left behind. Of another machine's processes that cannot be told: their
 * directories go when nothing in them was begun since `before`.
 */
export async function sweepWorkDirectories(workRoot: string, before: Date): Promise<readonly string[]> {
  const names = await readdir(workRoot).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    if (!(await isLeftover(join(workRoot, name), name, before))) continue;
    await rm(join(workRoot, name), { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

async function isLeftover(path: string, name: string, before: Date): Promise<boolean> {
  const owner = /^(?<host>.*)_(?<pid>\d+)_[0-9a-f-]{36}$/.exec(name)?.groups;
  const found = await stat(path).catch(() => undefined);
  if (!owner || !found) return false;
  if (owner['host'] !== hostname()) return found.mtime < before;
  const pid = Number(owner['pid']);
  // In a container the process before this one had the same number.
  return pid === process.pid ? found.birthtimeMs < performance.timeOrigin : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
