import type { Position, Ring } from './footprint.ts';
import { openRing } from './ring.ts';

/** Degrees (about a centimetre) within which a longitude is taken to lie on the antimeridian. */
const SNAP = 1e-7;

/**
 * A ring on the plane: longitudes counted on instead of jumping from 180 to -180, open. Of the two ways between
 * neighbouring positions it takes the shorter. A ring around a pole is completed along that pole.
 */
export function unwrapRing(ring: Ring): Position[] {
  const open = openRing(ring.map(([lon, lat]) => [snapped(lon), lat]));
  const moves = open.map(([lon], i) => (open[(i + 1) % open.length]?.[0] ?? lon) - lon);
  let turns = 0;
  const plane = open.map(([lon, lat], i): Position => {
    const position: Position = [lon + 360 * turns, lat];
    turns += turnsAfter(moves, i);
    return position;
  });
  const [first] = plane;
  return first === undefined || turns === 0 ? plane : aroundPole(plane, first, first[0] + 360 * turns);
}

function snapped(lon: number): number {
  const edge = 360 * Math.round((lon - 180) / 360) + 180;
  return Math.abs(lon - edge) < SNAP ? edge : lon;
}

/** Whole turns to add after position `i`, so that the next one is reached by the shorter way around. */
function turnsAfter(moves: readonly number[], i: number): number {
  const move = moves[i] ?? 0;
  if (Math.abs(move) <= 180) return 0;
  if (Math.abs(move) !== 360) return -Math.round(move / 360);
  // 180 to -180 is the edge of a map of the whole world, unless the ring just passes through the antimeridian:
  // then it moves on in one direction, and this step goes against it.
  const neighbours = [moves.at(i - 1) ?? 0, moves[(i + 1) % moves.length] ?? 0];
  const passes = neighbours.some((m) => m !== 0 && m > 0 !== move > 0 && Math.abs(m) < 180);
  return passes ? -Math.sign(move) : 0;
}

/** The pole that a ring winds around is the one on its side of the equator. */
function aroundPole(plane: readonly Position[], first: Position, lastLon: number): Position[] {
  const meanLat = plane.reduce((sum, [, lat]) => sum + lat, 0) / plane.length;
  const pole = meanLat < 0 ? -90 : 90;
  return [...plane, [lastLon, first[1]], [lastLon, pole], [first[0], pole]];
}
