import { cutPolygon } from './cut-polygon.ts';
import type { Footprint, PolygonRings, Position, Ring } from './footprint.ts';
import { greatCircleRing } from './great-circle-ring.ts';
import { checkPosition, closeRing, invalidFootprint, orientRing, ringContains, signedArea } from './ring.ts';
import { simpleRings } from './simple-rings.ts';
import { unwrapRing } from './unwrap-ring.ts';

/** Square degrees below which a ring has no area: far less than a pixel of any sensor. */
const MIN_AREA = 1e-14;

/**
 * A footprint from polygons as documents have them: outer ring, then holes; rings open or closed, turned either
 * way, jumping at the antimeridian or counting on past it. Of the two ways between neighbouring positions the
 * shorter is meant, and a ring around a pole includes it. Repeated positions and spikes are left out, and rings that
 * cross themselves are cut there: a bow tie is two polygons.
 * @throws InvalidInput `InvalidFootprint` for values out of range, naming them, and for polygons without area
 */
export function buildFootprint(polygons: readonly PolygonRings[]): Footprint {
  const coordinates = polygons.flatMap((polygon) => {
    const [outer = [], ...holes] = polygon.map((ring) => ring.map(([lon, lat]) => checkPosition(lon, lat)));
    return simplePolygons(requireArea(outer), holes.flatMap(simplified)).flatMap(splitAtAntimeridian);
  });
  if (coordinates.length === 0) throw invalidFootprint('footprint without a polygon: at least one is needed');
  return { type: 'MultiPolygon', coordinates };
}

/**
 * A footprint from polygons whose edges are lines on the ground, as GML has them (OGC 07-036 §10.4): long ones follow
 * their great circles. Else as {@link buildFootprint}.
 */
export const buildGeodesicFootprint = (polygons: readonly PolygonRings[]): Footprint =>
  buildFootprint(
    polygons.map((rings) =>
      rings.map((ring) => greatCircleRing(ring.map(([lon, lat]) => checkPosition(lon, lat)))),
    ),
  );

const simplified = (ring: Ring) => simpleRings(unwrapRing(ring), MIN_AREA);

/** Each simple outer ring with the holes that lie in it. */
function simplePolygons(outers: readonly Ring[], holes: readonly Ring[]): PolygonRings[] {
  return outers.map((outer) => {
    const [, ...aligned] = alignHoles([outer, ...holes]);
    const inside = outers.length === 1 ? aligned : aligned.filter((hole) => ringContains(outer, hole[0]!));
    return orient([outer, ...inside]);
  });
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

function requireArea(ring: Ring): Ring[] {
  const rings = simplified(ring);
  if (rings.length > 0) return rings;
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
