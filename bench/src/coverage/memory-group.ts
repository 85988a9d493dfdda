import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Processes that share so much memory and no more, swapped-out pages included. */
export interface MemoryGroup {
  /** How often they met the limit. */
  timesFull(): number;
  remove(): void;
}

const V1 = '/sys/fs/cgroup/memory';

/**
 * Starts a process within a limit of memory, as a container has it (cgroup v1): children are in the group of who
 * starts them. Undefined where this machine does not let us.
 */
export async function startLimited<T>(
  bytes: number,
  start: () => Promise<T>,
): Promise<{ readonly started: T; readonly group: MemoryGroup | undefined }> {
  const own = ownGroup();
  const path = join(V1, `pvs-bench-${process.pid}`);
  if (own === undefined || !canMake(path)) return { started: await start(), group: undefined };
  writeFileSync(join(path, 'memory.limit_in_bytes'), String(bytes));
  writeFileSync(join(path, 'cgroup.procs'), String(process.pid));
  try {
    const group = {
      timesFull: () => Number(readFileSync(join(path, 'memory.failcnt'), 'utf8')),
      remove: () => rmdirSync(path),
    };
    return { started: await start(), group };
  } finally {
    writeFileSync(join(V1, own, 'cgroup.procs'), String(process.pid));
  }
}

function ownGroup(): string | undefined {
  const line = readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .find((one) => /^\d+:memory:/.test(one));
  const path = line?.split(':')[2];
  return path !== undefined && existsSync(join(V1, path, 'cgroup.procs')) ? path : undefined;
}

function canMake(path: string): boolean {
  try {
    mkdirSync(path);
    return existsSync(join(path, 'memory.limit_in_bytes'));
  } catch {
    return false;
  }
}
