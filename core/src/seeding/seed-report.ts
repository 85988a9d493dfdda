import type { FillOutcome } from '../layers/fill-request.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';

/** How far a seeding is, or how it ended; what it drew with a tile's metatile counts as drawn, too (`miss`). */
export interface SeedReport extends Readonly<Record<FillOutcome, number>> {
  readonly total: number;
  readonly done: number;
  readonly seconds: number;
  readonly tilesPerSecond: number;
  /** Of what is left, at the rate so far; absent before there is one. */
  readonly secondsLeft?: number;
  /** The first tiles that failed. */
  readonly failures: readonly string[];
}

/** Hash id → JSON {@link SeedReport}, of what is in work and of what ended. */
export const SEED_REPORTS = 'seed_reports';

const EXAMPLES = 10;
const EVERY_MS = 1000;

/** Counts the tiles of one seeding, and tells Redis once a second. */
export class SeedCounter {
  readonly #counts = { miss: 0, hit: 0, empty: 0, failed: 0 };
  readonly #failures: string[] = [];
  readonly #total: number;
  readonly #write: (report: SeedReport) => void;
  readonly #started = performance.now();
  #written = performance.now();

  constructor(total: number, write: (report: SeedReport) => void) {
    this.#total = total;
    this.#write = write;
  }

  add(outcome: FillOutcome, urlOf: () => string): void {
    this.#counts[outcome] += 1;
    if (outcome === 'failed' && this.#failures.length < EXAMPLES) this.#failures.push(urlOf());
    if (performance.now() - this.#written < EVERY_MS) return;
    this.#written = performance.now();
    this.#write(this.report());
  }

  get fraction(): number {
    return this.#total === 0 ? 1 : this.#done / this.#total;
  }

  get #done(): number {
    const { miss, hit, empty, failed } = this.#counts;
    return miss + hit + empty + failed;
  }

  report(): SeedReport {
    const seconds = (performance.now() - this.#started) / 1000;
    const done = this.#done;
    const rate = seconds > 0 ? done / seconds : 0;
    return {
      total: this.#total,
      done,
      ...this.#counts,
      seconds: rounded(seconds),
      tilesPerSecond: rounded(rate),
      ...(rate > 0 ? { secondsLeft: Math.round((this.#total - done) / rate) } : {}),
      failures: this.#failures,
    };
  }
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Reports are a courtesy: a seeding does not fail because one could not be written. */
export const reportTo = (redis: ScriptedRedis, id: string) => (report: SeedReport) => {
  redis.hset(SEED_REPORTS, id, JSON.stringify(report)).catch(() => undefined);
};
