import { cutPolygon } from './cut-polygon.ts';
import type { Footprint, PolygonRings, Position, Ring } from './footprint.ts';
import { checkPosition, closeRing, invalidFootprint, orientRing, signedArea } from './ring.ts';
import { unwrapRing } from './unwrap-ring.ts';

/** Square degrees below which a ring has no area: far less than a pixel of any sensor. */
const MIN_AREA = 1e-14;

/**
 * A footprint from polygons as documents have them: outer ring, then holes; rings open or closed, turned either
 * way, jumping at the antimeridian or counting on past it. Of the two ways between neighbouring positions the
 * shorter is meant, and a ring around a pole includes it.
 * @throws InvalidInput `InvalidFootprint` for values out of range, naming them, and for polygons without area
 */
export function buildFootprint(polygons: readonly PolygonRings[]): Footprint {
  const coordinates = polygons.flatMap((polygon) => {
    const rings = polygon.map((ring) => unwrapRing(ring.map(([lon, lat]) => checkPosition(lon, lat))));
    return splitAtAntimeridian(orient(alignHoles(rings.map(requireArea))));
  });
  if (coordinates.length === 0) throw invalidFootprint('footprint without a polygon: at least one is needed');
  return { type: 'MultiPolygon', coordinates };
}

/**
 * Splits a planar polygon (longitudes may lie anywhere) at every antimeridian it crosses and brings the pieces into
 * [-180, 180] (RFC 7946 §3.1.9).
 */
export function splitAtAntimeridian(polygon: PolygonRings): PolygonRings[] {
  const [minX, maxX] = xRange(polygon.flat());
  const done: PolygonRings[] = [];
  let rest = [polygon];
  for (let turn = Math.floor((minX + 180) / 360); rest.length > 0; turn += 1) {
    const edge = 180 + 360 * turn;
    const cut =
      maxX <= edge
        ? rest.map((piece) => ({ left: [piece], right: [] }))
        : rest.map((p) => cutPolygon(p, edge));
    done.push(...cut.flatMap(({ left }) => left).map((piece) => shift(piece, -360 * turn)));
    rest = cut.flatMap(({ right }) => right);
  }
  return done
    .filter(([outer]) => outer && Math.abs(signedArea(outer)) > MIN_AREA)
    .map((rings) => rings.map(closeRing));
}

function requireArea(ring: Ring): Ring {
  if (ring.length >= 3 && Math.abs(signedArea(ring)) > MIN_AREA) return ring;
  const start = ring.slice(0, 8);
  throw invalidFootprint(`footprint has a ring that encloses no area: ${JSON.stringify(start)}`, start);
}

/** Unwrapping may leave a hole whole turns away from its outer ring. */
function alignHoles([outer = [], ...holes]: readonly Ring[]): Ring[] {
  return [
    outer,
    ...holes.map((hole) => shiftRing(hole, 360 * Math.round((middle(outer) - middle(hole)) / 360))),
  ];
}

const middle = (ring: Ring) => xRange(ring).reduce((a, b) => a + b) / 2;
const orient = (rings: readonly Ring[]) =>
  rings.map((ring, i) => orientRing(ring, i === 0 ? 'outer' : 'hole'));
const shiftRing = (ring: Ring, by: number) => ring.map(([x, y]): Position => [x + by, y]);
const shift = (rings: PolygonRings, by: number) =>
  by === 0 ? rings : rings.map((ring) => shiftRing(ring, by));

function xRange(positions: readonly Position[]): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const [x] of positions) {
    min = Math.min(min, x);
    max = Math.max(max, x);
  }
  return [min, max];
}
