import type { Position, Ring } from './footprint.ts';
import { openRing, signedArea } from './ring.ts';

/** Degrees (about a centimetre) below which a spike has no width. */
const SPIKE_WIDTH = 1e-7;
/** Sine of the angle below which a turn goes back where it came from. */
const SPIKE_SINE = 1e-3;
/** Fraction of an edge within which a crossing lies at its end. */
const AT_END = 1e-9;
/** Pairs of edges are compared: a longer ring is left to the database, which repairs as well. */
const MOST_EDGES = 4000;

/**
 * The simple rings that a planar, open ring consists of: cut where it crosses or touches itself, without spikes,
 * repeated positions and loops of no more than `minArea`. A bow tie is two triangles; a ring that is fine is itself.
 */
export function simpleRings(ring: Ring, minArea: number): Position[][] {
  const smooth = withoutSpikes(openRing(ring));
  const loops = smooth.length > MOST_EDGES ? [smooth] : loopsOf(withCrossings(smooth));
  return loops.map(withoutSpikes).filter((loop) => loop.length >= 3 && Math.abs(signedArea(loop)) > minArea);
}

function withoutSpikes(ring: readonly Position[]): Position[] {
  const kept: Position[] = [];
  for (const position of ring) {
    kept.push(position);
    while (kept.length >= 3 && isSpike(kept.at(-3)!, kept.at(-2)!, kept.at(-1)!)) {
      kept.splice(-2, 1);
      if (same(kept.at(-2)!, kept.at(-1)!)) kept.pop();
    }
  }
  // Where the ring is closed, too.
  for (let before = kept.length + 1; kept.length >= 3 && kept.length < before;) {
    before = kept.length;
    if (isSpike(kept.at(-2)!, kept.at(-1)!, kept[0]!)) kept.pop();
    else if (isSpike(kept.at(-1)!, kept[0]!, kept[1]!)) kept.shift();
    while (kept.length > 1 && same(kept[0]!, kept.at(-1)!)) kept.pop();
  }
  return kept;
}

const same = (a: Position, b: Position) => a[0] === b[0] && a[1] === b[1];

/** True where the way from `a` to `tip` and on to `b` is the same line there and back. */
function isSpike(a: Position, tip: Position, b: Position): boolean {
  const [ax, ay, bx, by] = [a[0] - tip[0], a[1] - tip[1], b[0] - tip[0], b[1] - tip[1]];
  const lengths = [Math.hypot(ax, ay), Math.hypot(bx, by)] as const;
  const cross = Math.abs(ax * by - ay * bx);
  const longer = Math.max(...lengths);
  return (
    ax * bx + ay * by > 0 && cross < SPIKE_SINE * lengths[0] * lengths[1] && cross < SPIKE_WIDTH * longer
  );
}

interface Cut {
  /** Along the edge, 0–1. */
  readonly at: number;
  readonly position: Position;
}

/** The ring with a position wherever it meets itself, the same for both edges. */
function withCrossings(ring: readonly Position[]): Position[] {
  const cuts: Cut[][] = ring.map(() => []);
  const boxes = ring.map((a, i) => boxOf(a, ring[(i + 1) % ring.length]!));
  for (let i = 0; i < ring.length; i += 1) {
    for (let j = i + 2; j < ring.length; j += 1) {
      if (i === 0 && j === ring.length - 1) continue;
      if (!overlap(boxes[i]!, boxes[j]!)) continue;
      const crossing = crossingOf(ring, i, j);
      if (!crossing) continue;
      cuts[i]!.push({ at: crossing.s, position: crossing.position });
      cuts[j]!.push({ at: crossing.t, position: crossing.position });
    }
  }
  return openRing(
    ring.flatMap((position, i) => [
      position,
      ...cuts[i]!.sort((a, b) => a.at - b.at).map((cut) => cut.position),
    ]),
  );
}

type EdgeBox = readonly [minX: number, minY: number, maxX: number, maxY: number];
const boxOf = ([ax, ay]: Position, [bx, by]: Position): EdgeBox => [
  Math.min(ax, bx),
  Math.min(ay, by),
  Math.max(ax, bx),
  Math.max(ay, by),
];
const overlap = (a: EdgeBox, b: EdgeBox) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/** Where two edges meet, at `s` of the one and `t` of the other. Edges along one line meet nowhere in particular. */
function crossingOf(ring: readonly Position[], i: number, j: number) {
  const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!];
  const [c, d] = [ring[j]!, ring[(j + 1) % ring.length]!];
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const across = ux * vy - uy * vx;
  if (Math.abs(across) <= Number.EPSILON * Math.hypot(ux, uy) * Math.hypot(vx, vy)) return undefined;
  const s = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / across;
  const t = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / across;
  if (s < -AT_END || s > 1 + AT_END || t < -AT_END || t > 1 + AT_END) return undefined;
  const end = endAt(s, a, b) ?? endAt(t, c, d);
  return { s, t, position: end ?? ([a[0] + s * ux, a[1] + s * uy] as const) };
}

function endAt(fraction: number, from: Position, to: Position): Position | undefined {
  if (Math.abs(fraction) <= AT_END) return from;
  return Math.abs(fraction - 1) <= AT_END ? to : undefined;
}

/** Closes a loop wherever the ring comes back to a position. */
function loopsOf(ring: readonly Position[]): Position[][] {
  const loops: Position[][] = [];
  const path: Position[] = [];
  const places = new Map<string, number>();
  for (const position of ring) {
    const key = `${position[0]} ${position[1]}`;
    const before = places.get(key);
    if (before !== undefined) {
      const loop = path.splice(before);
      for (const [x, y] of loop) places.delete(`${x} ${y}`);
      loops.push(loop);
    }
    places.set(key, path.length);
    path.push(position);
  }
  return [...loops, path];
}
