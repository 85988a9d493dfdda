/** Shortest and longest pause between two tries, ms. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * The pause after the `tries`-th fruitless try: doubling up to the longest, and somewhere in its upper half, so that
 * many who failed together do not come back together.
 */
export const backoffMs = ({ firstMs, mostMs }: Backoff, tries: number, random = Math.random()): number =>
  Math.min(mostMs, firstMs * 2 ** Math.min(tries - 1, 30)) * (0.5 + random / 2);
