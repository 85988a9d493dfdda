import type { Logger } from '../observe/log.ts';
import { backoffMs } from './backoff.ts';

const PROBES = { firstMs: 500, mostMs: 15_000 };
/** Failures of items themselves in a row, after which a service that they may not have needed counts as back. */
const ENOUGH_FAILURES = 3;

/**
 * Whether a stage takes items. Where one met a service that is away the stage waits as a whole, and lets single
 * items try until one succeeds. Says so once when it begins and once when it ends.
 */
export class Circuit {
  readonly #log: Logger;
  #away: { reason: string; readonly since: number; tries: number; probeAt: number } | undefined;
  #failures = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Why the stage waits; undefined while it does not. */
  get reason(): string | undefined {
    if (!this.#away) return undefined;
    return `${this.#away.reason} (since ${new Date(this.#away.since).toISOString()})`;
  }

  /** Milliseconds until the next item may be taken; 0 where it may be now. */
  get pauseMs(): number {
    return this.#away ? Math.max(0, this.#away.probeAt - Date.now()) : 0;
  }

  /** How many items may be taken. */
  allow(free: number): number {
    if (!this.#away) return free;
    return this.pauseMs > 0 ? 0 : Math.min(1, free);
  }

  /** An item was taken: while the service is away the next one may after a longer pause. */
  taken(): void {
    if (!this.#away) return;
    this.#away.tries += 1;
    this.#away.probeAt = Date.now() + backoffMs(PROBES, this.#away.tries);
  }

  /** An item met a service that is away. */
  unavailable(reason: string): void {
    this.#failures = 0;
    if (this.#away) {
      this.#away.reason = reason;
      return;
    }
    this.#log.warn({ reason }, 'Stage:Waits');
    this.#away = { reason, since: Date.now(), tries: 1, probeAt: Date.now() + backoffMs(PROBES, 1) };
  }

  /** An item got through. True where that ends an absence. */
  passed(): boolean {
    const wasAway = this.#away !== undefined;
    if (this.#away) {
      const seconds = Math.round((Date.now() - this.#away.since) / 100) / 10;
      this.#log.info({ seconds }, 'Stage:Resumes');
    }
    this.#away = undefined;
    this.#failures = 0;
    return wasAway;
  }

  /** An item failed for its own reasons, or was given back: it says little about the service. */
  undecided(): void {
    if (!this.#away) return;
    this.#away.probeAt = Date.now();
    if ((this.#failures += 1) >= ENOUGH_FAILURES) this.passed();
  }
}
