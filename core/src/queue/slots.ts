/** Places for items in work. */
export class Slots {
  readonly size: number;
  #taken = 0;
  #released: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(size: number) {
    this.size = size;
  }

  get free(): number {
    return this.size - this.#taken;
  }

  take(): void {
    this.#taken += 1;
  }

  release(): void {
    this.#taken -= 1;
    const { resolve } = this.#released;
    this.#released = Promise.withResolvers();
    resolve();
  }

  /** Resolves when the next place is released. */
  async released(): Promise<void> {
    return this.#released.promise;
  }

  async idle(): Promise<void> {
    while (this.#taken > 0) await this.released();
  }
}
