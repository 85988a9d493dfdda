import { readFileSync } from 'node:fs';

/** A process that fills memory as fast as it can gets some 200 MB further between two looks. */
const EVERY_MS = 50;

/**
 * Memory of a process that nobody else can have, bytes: its heap and stacks, not what it mapped of files, which the
 * system takes back when it needs to. Undefined where the system does not say (it does on Linux).
 */
export function privateMemory(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/**
 * Looks at a process until it is stopped.
 *
 * A limit that the system holds (RLIMIT_AS, RLIMIT_DATA) is none here: Node reserves tens of gigabytes of addresses
 * that it never uses, GDAL maps files, and allocations that fail would look like damaged files.
 * @param exceeded called once, with the memory it has by then
 */
export function watchMemory(pid: number, limitBytes: number, exceeded: (bytes: number) => void): () => void {
  const timer = setInterval(() => {
    const bytes = privateMemory(pid) ?? 0;
    if (bytes <= limitBytes) return;
    clearInterval(timer);
    exceeded(bytes);
  }, EVERY_MS);
  return () => clearInterval(timer);
}
