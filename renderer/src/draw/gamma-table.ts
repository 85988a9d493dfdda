import { LRUCache } from 'lru-cache';

/** Steps of a table: enough that the darkest ones, which gamma pulls apart, stay within two levels of each other's middle. */
export const GAMMA_STEPS = 16_384;

/** A configuration has few; raising numbers to a power takes longer than drawing a tile. */
const tables = new LRUCache<number, Uint8Array>({ max: 32 });

/** What is shown, 0 to 255, for each step from the value shown as black to that shown as white. */
export function gammaTable(gamma: number): Uint8Array {
  const known = tables.get(gamma);
  if (known) return known;
  const table = Uint8Array.from({ length: GAMMA_STEPS }, (_, i) =>
    Math.round(255 * (i / (GAMMA_STEPS - 1)) ** (1 / gamma)),
  );
  tables.set(gamma, table);
  return table;
}
