import { landPolygons, landRing } from './land-rings.ts';
import type { LandTopology } from './land-rings.ts';
import { mercatorSouth, unwrapRing } from './unwrap-ring.ts';
import type { FlatRing } from './unwrap-ring.ts';

/** Which pole is looked down on: of the north 1, of the south -1. */
export type Pole = 1 | -1;

/** Polygons of land in degrees, each by its rings, the outer one first. In numbers only: they come from a worker. */
export interface LandShapes {
  /** Longitude and latitude of each point in turn, one polygon after the other. */
  readonly coordinates: Float64Array<ArrayBuffer>;
  /** Where the rings of each polygon end, counted from its own begin. */
  readonly ends: readonly (readonly number[])[];
}

/** Land as a flat map shows it, or the map around a pole. */
export function landShapes(topology: LandTopology, pole: Pole | undefined): LandShapes {
  const shapes = landPolygons(topology).flatMap((polygon) => {
    const rings = polygon.map((arcs) => landRing(topology, arcs));
    return pole === undefined ? flatLand(rings) : polarLand(rings, pole);
  });
  const ends = shapes.map((rings) => {
    let end = 0;
    return rings.map((ring) => (end += ring.length));
  });
  const coordinates = new Float64Array(ends.reduce((sum, rings) => sum + (rings.at(-1) ?? 0), 0));
  let at = 0;
  for (const ring of shapes.flat()) {
    coordinates.set(ring, at);
    at += ring.length;
  }
  return { coordinates, ends };
}

/** What lies around the pole, to a parallel on the other half of the Earth; rings around the pole need no cut. */
function polarLand(rings: readonly FlatRing[], pole: Pole): readonly FlatRing[][] {
  // Continents reach over the equator: what lies beyond is laid onto the parallel, far outside of the view.
  const farthest = -20;
  const isSeen = (ring: FlatRing) => ring.some((lat, at) => at % 2 === 1 && lat * pole > farthest);
  if (!rings[0] || !isSeen(rings[0])) return [];
  const near = (ring: FlatRing) =>
    ring.map((degrees, at) => (at % 2 === 1 ? pole * Math.max(degrees * pole, farthest) : degrees));
  return [rings.filter(isSeen).map(near)];
}

/** What crosses the antimeridian is there twice, at either end of the map. */
function flatLand(rings: readonly FlatRing[]): readonly FlatRing[][] {
  const flat = rings.map(unwrapRing);
  const crosses = flat.some((ring) => ring.some((lon, at) => at % 2 === 0 && lon > 180));
  return (crosses ? [0, -360] : [0]).map((shift) =>
    flat.map((ring) =>
      ring.map((degrees, at) => (at % 2 === 0 ? degrees + shift : Math.max(degrees, mercatorSouth))),
    ),
  );
}
