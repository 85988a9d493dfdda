import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const MS_PER_TICK = 10;

/** Processor time that processes used so far, user and system, milliseconds. */
export function cpuMsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const [, , , , , , , , , , , , user, system] = statOf(pid);
    return sum + (Number(user) + Number(system)) * MS_PER_TICK;
  }, 0);
}

/** The most memory that each process ever had, added up, megabytes (VmHWM). */
export function peakMemoryMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const kilobytes = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return sum + Number(kilobytes) / 1024;
  }, 0);
}

/** Children of a process and theirs whose command line has a word. */
export function descendants(pid: number, word: string): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(all.map((name) => [Number(name), Number(statOf(Number(name))[2])]));
  const isBelow = (child: number): boolean => {
    const parent = parents.get(child);
    return parent !== undefined && parent > 0 && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()].filter((child) => isBelow(child) && commandOf(child).includes(word));
}

/** What follows the command's name in `/proc/PID/stat`; its first field is the process's state. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return ['', ...text.slice(text.lastIndexOf(')') + 2).split(' ')];
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
