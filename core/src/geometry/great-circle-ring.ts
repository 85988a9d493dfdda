import type { Position, Ring } from './footprint.ts';

/** Degrees by which an edge may differ from its great circle: ten kilometres, less than what footprints leave out. */
const TOLERANCE = 0.1;
const MOST_HALVINGS = 8;
const RADIANS = Math.PI / 180;

type Vector = readonly [x: number, y: number, z: number];

/**
 * The ring with positions along the great circles between its own, where a straight line in longitude and latitude
 * would be elsewhere: the long edges of polar swaths. Edges along a parallel stay, since those are of maps; so do
 * those between opposite points, which have no one great circle.
 */
export function greatCircleRing(ring: Ring): Position[] {
  return ring.flatMap((from, i) => {
    const to = ring[(i + 1) % ring.length] ?? from;
    return from[1] === to[1] ? [from] : [from, ...between(from, to, MOST_HALVINGS)];
  });
}

function between(from: Position, to: Position, halvings: number): Position[] {
  const middle = middleOf(from, to);
  if (!middle || halvings === 0 || distance(middle, straightMiddle(from, to)) <= TOLERANCE) return [];
  return [...between(from, middle, halvings - 1), middle, ...between(middle, to, halvings - 1)];
}

function middleOf(from: Position, to: Position): Position | undefined {
  const [a, b] = [vectorOf(from), vectorOf(to)];
  const sum: Vector = [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
  const length = Math.hypot(...sum);
  if (length < 1e-6) return undefined;
  const lat = Math.asin(Math.max(-1, Math.min(1, sum[2] / length))) / RADIANS;
  // At a pole any longitude will do: that of one end keeps the ring from jumping.
  return Math.hypot(sum[0], sum[1]) / length < 1e-9
    ? [from[0], lat]
    : [Math.atan2(sum[1], sum[0]) / RADIANS, lat];
}

/** Of a line in longitude and latitude that goes the shorter way. */
function straightMiddle([lonA, latA]: Position, [lonB, latB]: Position): Position {
  const by = lonB - lonA - 360 * Math.round((lonB - lonA) / 360);
  return [lonA + by / 2, (latA + latB) / 2];
}

/** Degrees between two positions, on the sphere. */
function distance(a: Position, b: Position): number {
  const [u, v] = [vectorOf(a), vectorOf(b)];
  return (2 * Math.asin(Math.min(1, Math.hypot(u[0] - v[0], u[1] - v[1], u[2] - v[2]) / 2))) / RADIANS;
}

function vectorOf([lon, lat]: Position): Vector {
  const [x, y] = [lon * RADIANS, lat * RADIANS];
  return [Math.cos(y) * Math.cos(x), Math.cos(y) * Math.sin(x), Math.sin(y)];
}
