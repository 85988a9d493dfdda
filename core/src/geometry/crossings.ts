import type { Position, Ring } from './footprint.ts';

interface Edge {
  readonly from: Position;
  readonly to: Position;
  readonly minX: number;
  readonly maxX: number;
}

/**
 * True where edges of the rings cross each other more often than `most` times; what only touches does not count.
 * Edges are taken from west to east, so that only those that overlap in longitude are compared.
 */
export function crossesMoreThan(rings: readonly Ring[], most: number): boolean {
  const edges = rings.flatMap(edgesOf).toSorted((a, b) => a.minX - b.minX);
  let crossings = 0;
  for (const [i, edge] of edges.entries()) {
    for (let j = i + 1; j < edges.length && edges[j]!.minX < edge.maxX; j += 1) {
      if (doCross(edge, edges[j]!)) crossings += 1;
      if (crossings > most) return true;
    }
  }
  return false;
}

const edgesOf = (ring: Ring): Edge[] =>
  ring.slice(1).map((to, i) => {
    const from = ring[i]!;
    return { from, to, minX: Math.min(from[0], to[0]), maxX: Math.max(from[0], to[0]) };
  });

const doCross = (a: Edge, b: Edge) =>
  side(a, b.from) * side(a, b.to) < 0 && side(b, a.from) * side(b, a.to) < 0;

/** On which side of an edge a position lies: -1, 0 or 1. */
const side = ({ from, to }: Edge, [x, y]: Position) =>
  Math.sign((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]));
