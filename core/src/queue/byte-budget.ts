/** How many bytes the items of a process may have in work together. */
export class ByteBudget {
  readonly #limit: number;
  #reserved = 0;
  readonly #waiting: { readonly bytes: number; readonly admit: () => void }[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get reserved(): number {
    return this.#reserved;
  }

  /**
   * Waits until `bytes` are free, in the order of asking. One that is larger than the whole budget is admitted when
   * nothing else is in work: it may be slow, not impossible.
   */
  async reserve(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry = { bytes, admit: resolve };
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
      const first = this.#waiting[0];
      if (!first || (this.#reserved > 0 && this.#reserved + first.bytes > this.#limit)) return;
      this.#waiting.shift();
      this.#reserved += first.bytes;
      first.admit();
    }
  }
}
