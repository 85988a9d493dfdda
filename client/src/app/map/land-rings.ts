import type { FlatRing } from './unwrap-ring.ts';

/** Rings, the outer one first, each by the arcs that it is made of; a negative number is an arc turned round. */
export type LandPolygon = readonly (readonly number[])[];

/** Land as world-atlas has it: TopoJSON 1.0 with quantized arcs. */
export interface LandTopology {
  readonly transform: {
    readonly scale: readonly [x: number, y: number];
    readonly translate: readonly [x: number, y: number];
  };
  /** Steps from point to point, the first from the origin. */
  readonly arcs: readonly (readonly (readonly [x: number, y: number])[])[];
  readonly objects: {
    readonly land: { readonly geometries: readonly { readonly arcs: readonly LandPolygon[] }[] };
  };
}

/** One by one, so that the map draws only the islands in view. */
export const landPolygons = ({ objects }: LandTopology): readonly LandPolygon[] =>
  objects.land.geometries.flatMap(({ arcs }) => arcs);

/**
 * A ring in degrees. Flat, and one ring at a time: OpenLayers' own reader makes an array of each of 400,000 points, and
 * clearing those away took a fifth of a second.
 */
export function landRing(topology: LandTopology, arcs: readonly number[]): FlatRing {
  const ring: number[] = [];
  for (const arc of arcs) {
    // Each begins where the one before it ended.
    if (ring.length > 0) ring.length -= 2;
    appendArc(ring, topology, arc);
  }
  return ring;
}

function appendArc(ring: number[], { transform, arcs }: LandTopology, arc: number): void {
  const [scaleX, scaleY] = transform.scale;
  const [west, south] = transform.translate;
  const points = arcs[arc < 0 ? ~arc : arc] ?? [];
  const first = ring.length;
  let [x, y] = [0, 0];
  for (const [dx, dy] of points) {
    x += dx;
    y += dy;
    ring.push(west + x * scaleX, south + y * scaleY);
  }
  if (arc < 0) turnRound(ring, first);
}

/** The points from a place on, the last first. */
function turnRound(ring: number[], first: number): void {
  for (let [a, b] = [first, ring.length - 2]; a < b; a += 2, b -= 2) {
    for (const axis of [0, 1]) {
      const kept = ring[a + axis]!;
      ring[a + axis] = ring[b + axis]!;
      ring[b + axis] = kept;
    }
  }
}
