import { readFileSync } from 'node:fs';

const SAMPLE_MS = 500;

/** The most that processes had in memory together within one minute, megabytes. */
export type MinuteMb = number;

/** Looks at the memory of processes (VmRSS) until it is stopped. */
export class MemoryWatch {
  readonly #pids: readonly number[];
  readonly #minutes: MinuteMb[] = [];
  readonly #begin = performance.now();
  readonly #timer: NodeJS.Timeout;
  readonly #tell: (minute: number, mb: MinuteMb) => void;

  constructor(pids: readonly number[], tell: (minute: number, mb: MinuteMb) => void) {
    this.#pids = pids;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#look(), SAMPLE_MS);
  }

  #look(): void {
    const minute = Math.floor((performance.now() - this.#begin) / 60_000);
    if (minute > 0 && this.#minutes[minute] === undefined) this.#tell(minute, this.#minutes[minute - 1] ?? 0);
    this.#minutes[minute] = Math.max(this.#minutes[minute] ?? 0, memoryMb(this.#pids));
  }

  /** The most of each minute, and how it changed a minute in the second half of the time (least squares). */
  stop(): { readonly minutes: readonly MinuteMb[]; readonly slopeMb: number } {
    clearInterval(this.#timer);
    this.#look();
    return { minutes: this.#minutes, slopeMb: slopeOf(this.#minutes.slice(this.#minutes.length >> 1)) };
  }
}

function memoryMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return sum + Number(kilobytes) / 1024;
  }, 0);
}

function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const spread = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  if (spread === 0) return 0;
  return values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0) / spread;
}
