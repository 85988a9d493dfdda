import { invalidInput } from '../errors.ts';
import type { Position, Ring } from './footprint.ts';

/** An `InvalidInput` with code `InvalidFootprint`. */
export function invalidFootprint(message: string, given?: unknown) {
  return invalidInput(message, { code: 'InvalidFootprint', detail: given === undefined ? {} : { given } });
}

/** Degrees by which writers exceed a range through rounding. */
const ROUNDING = 1e-6;

/**
 * A position with its ranges checked; what rounding put past a pole is brought back to it. Longitudes may count on
 * past the antimeridian, as 0–360 and continuous footprints do.
 * @throws InvalidInput `InvalidFootprint` naming the value
 */
export function checkPosition(lon: number, lat: number): Position {
  if (!Number.isFinite(lon) || Math.abs(lon) > 360 + ROUNDING) {
    throw invalidFootprint(`longitude ${lon} is out of range: allowed are -360 to 360`, lon);
  }
  if (!Number.isFinite(lat) || Math.abs(lat) > 90 + ROUNDING) {
    throw invalidFootprint(`latitude ${lat} is out of range: allowed are -90 to 90`, lat);
  }
  return [lon, Math.max(-90, Math.min(90, lat))];
}

const samePosition = (a: Position | undefined, b: Position | undefined) =>
  a?.[0] === b?.[0] && a?.[1] === b?.[1];

/** The ring without repeated neighbours and without its closing position. */
export function openRing(ring: Ring): Position[] {
  const open = ring.filter((position, i) => i === 0 || !samePosition(position, ring[i - 1]));
  while (open.length > 1 && samePosition(open[0], open.at(-1))) open.pop();
  return open;
}

/** The ring with its first position repeated at its end, as GeoJSON has it. */
export function closeRing(ring: Ring): Ring {
  const first = ring[0];
  return first === undefined || (ring.length > 1 && samePosition(first, ring.at(-1)))
    ? ring
    : [...ring, first];
}

/** Planar area in square degrees, positive for counter-clockwise rings, open or closed. */
export function signedArea(ring: Ring): number {
  // Relative to one corner: at longitude 180 the products of absolute coordinates would drown a small footprint.
  const [originX, originY] = ring[0] ?? [0, 0];
  let doubled = 0;
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
    doubled += (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY);
  });
  return doubled / 2;
}

/** The ring turned the way RFC 7946 §3.1.6 wants it: outer rings counter-clockwise, holes clockwise. */
export function orientRing(ring: Ring, role: 'outer' | 'hole'): Ring {
  return signedArea(ring) > 0 === (role === 'outer') ? ring : [...ring].reverse();
}

/** True where the position lies within the ring (even-odd rule). */
export function ringContains(ring: Ring, [x, y]: Position): boolean {
  let inside = false;
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  });
  return inside;
}
