import type { Box } from '../geometry/box.ts';
import type { TimeInterval } from '../time/time-grammar.ts';

/** What is needed to decide whether and in which order a product is drawn. */
export interface ProductRef extends TimeInterval {
  readonly identifier: string;
  readonly collection: string;
  /** Of no other product, nor of this one in another state. */
  readonly revision: number;
  /** Longitude/latitude rectangles that hold all it shows: its footprint and its rasters. */
  readonly boxes: readonly Box[];
  /** See `picturesOf`; none unless given. */
  readonly pictures?: readonly string[];
}

/** The order in which products lie over each other, the topmost first: latest begin, latest end, then by name. */
export function newestFirst(a: ProductRef, b: ProductRef): number {
  return b.beginMs - a.beginMs || b.endMs - a.endMs || (a.identifier < b.identifier ? -1 : 1);
}
