import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { privateMemory } from '../gdal/watch-memory.ts';

/** Peaks since somebody last asked. */
export interface Resources {
  readonly ownBytes: number;
  /** Of the largest child process. */
  readonly childBytes: number;
  /** Below the directory. */
  readonly diskBytes: number;
}

/** Looking is not to take more than a tenth of the time. */
const REST = 10;
const LEAST_MS = 15;

/** Looks at this process, its children and a directory, again and again. */
export function watchResources(directory: string) {
  const peak = { ownBytes: 0, childBytes: 0, diskBytes: 0 };
  const look = () => {
    const children = childrenOf(process.pid).map((pid) => privateMemory(pid) ?? 0);
    peak.ownBytes = Math.max(peak.ownBytes, privateMemory(process.pid) ?? 0);
    peak.childBytes = Math.max(peak.childBytes, ...children);
    peak.diskBytes = Math.max(peak.diskBytes, sizeBelow(directory));
  };
  let timer: NodeJS.Timeout;
  const lookAgain = () => {
    const started = performance.now();
    look();
    timer = setTimeout(lookAgain, Math.max(LEAST_MS, REST * (performance.now() - started)));
  };
  lookAgain();
  return {
    take(): Resources {
      look();
      const taken = { ...peak };
      Object.assign(peak, { ownBytes: 0, childBytes: 0, diskBytes: 0 });
      return taken;
    },
    stop: () => clearTimeout(timer),
  };
}

function childrenOf(pid: number): number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.flatMap((thread) => {
    try {
      return readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number);
    } catch {
      return [];
    }
  });
}

function sizeBelow(directory: string): number {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.reduce((sum, entry) => {
      const path = join(directory, entry.name);
      return sum + (entry.isDirectory() ? sizeBelow(path) : statSync(path).size);
    }, 0);
  } catch {
    // It went meanwhile.
    return 0;
  }
}
