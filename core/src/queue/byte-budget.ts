/**
 * How many may go past one that does not fit: no place is idle for its sake, and it does not wait for as long as
 * smaller ones come.
 */
const MOST_PASSED = 16;

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
  /** How many that asked later were admitted. */
  passed: number;
}

/** How many bytes the items of a process may have in work together. */
export class ByteBudget {
  readonly #limit: number;
  #reserved = 0;
  readonly #waiting: Waiting[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get reserved(): number {
    return this.#reserved;
  }

  /**
   * Waits until `bytes` are free, in the order of asking, except that what fits may go past what does not, a limited
   * number of times. One that is larger than the whole budget is admitted when nothing else is in work: it may be
   * slow, not impossible.
   */
  async reserve(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: Waiting = { bytes, admit: resolve, passed: 0 };
    const leave = () => {
      const index = this.#waiting.indexOf(entry);
      if (index < 0) return;
      this.#waiting.splice(index, 1);
      reject(signal.reason as Error);
      this.#admit();
    };
    this.#waiting.push(entry);
    signal.addEventListener('abort', leave, { once: true });
    this.#admit();
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }

  release(bytes: number): void {
    this.#reserved -= bytes;
    this.#admit();
  }

  #admit(): void {
    for (;;) {
      const [first] = this.#waiting;
      const inTurn = first && first.passed >= MOST_PASSED ? [first] : this.#waiting;
      const index = inTurn.findIndex(
        ({ bytes }) => this.#reserved === 0 || this.#reserved + bytes <= this.#limit,
      );
      const [entry] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (!entry) return;
      for (const passed of this.#waiting.slice(0, index)) passed.passed += 1;
      this.#reserved += entry.bytes;
      entry.admit();
    }
  }
}
