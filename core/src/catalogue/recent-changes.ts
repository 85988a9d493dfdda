import type { ProductRef } from './product-ref.ts';

/** A product as it was before a change of the catalogue and as it is after it; undefined where it was or is not. */
export interface RecentChange {
  readonly before: ProductRef | undefined;
  readonly after: ProductRef | undefined;
}

/** Enough for what one delivery brings; some hundred bytes each. */
const DEFAULT_LIMIT = 2000;

/** The last changes of the catalogue, iterated newest first. */
export class RecentChanges implements Iterable<RecentChange> {
  readonly #limit: number;
  /** Newest last; trimmed when it holds twice the limit, so that adding costs nothing. */
  #changes: RecentChange[] = [];

  constructor(limit = DEFAULT_LIMIT) {
    this.#limit = limit;
  }

  add(change: RecentChange): void {
    this.#changes.push(change);
    if (this.#changes.length >= 2 * this.#limit) this.#changes = this.#changes.slice(-this.#limit);
  }

  *[Symbol.iterator](): Generator<RecentChange> {
    const newest = this.#changes;
    const oldest = Math.max(0, newest.length - this.#limit);
    for (let i = newest.length - 1; i >= oldest; i -= 1) yield newest[i]!;
  }
}
