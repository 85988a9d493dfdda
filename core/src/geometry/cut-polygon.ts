import type { PolygonRings, Position, Ring } from './footprint.ts';
import { openRing, ringContains } from './ring.ts';

/** A run of a ring on one side of the cut, from its first crossing to its last. */
interface Run {
  readonly side: 'left' | 'right';
  readonly positions: readonly Position[];
  readonly start: Crossing;
  readonly end: Crossing;
}

interface Crossing {
  readonly y: number;
  readonly direction: 'rightwards' | 'leftwards';
}

/**
 * Cuts a planar polygon along the vertical line at `x`. Rings are open, the outer one counter-clockwise and holes
 * clockwise; so are those of the pieces. A piece may have no area where the polygon only touches the line.
 */
export function cutPolygon(
  polygon: PolygonRings,
  x: number,
): { left: PolygonRings[]; right: PolygonRings[] } {
  const runs = polygon.flatMap((ring) => runsOf(ring, x));
  const whole = polygon.filter((ring) => !isCut(ring, x));
  const partners = pairCrossings(runs.map((run) => run.start));
  const pieces = (side: Run['side']): PolygonRings[] => {
    const joined = joinRuns(
      runs.filter((run) => run.side === side),
      partners,
    );
    return nest(
      joined,
      whole.filter((ring) => sideOf(ring[0], x) === side),
      runs.length > 0,
    );
  };
  return { left: pieces('left'), right: pieces('right') };
}

const sideOf = (position: Position | undefined, x: number) => ((position?.[0] ?? x) < x ? 'left' : 'right');
const isCut = (ring: Ring, x: number) => ring.some((p) => sideOf(p, x) !== sideOf(ring[0], x));

function runsOf(ring: Ring, x: number): Run[] {
  if (!isCut(ring, x)) return [];
  const shift = ring.findIndex((p, i) => sideOf(p, x) !== sideOf(ring.at(i - 1), x));
  const turned = [...ring.slice(shift), ...ring.slice(0, shift)];
  const starts = turned.flatMap((p, i) => (sideOf(p, x) === sideOf(turned.at(i - 1), x) ? [] : [i]));
  const crossings = starts.map((i) => crossingOf(turned.at(i - 1)!, turned[i]!, x));
  return starts.map((from, n) => {
    const [start, end] = [crossings[n]!, crossings[(n + 1) % crossings.length]!];
    const positions: Position[] = [[x, start.y], ...turned.slice(from, starts[n + 1]), [x, end.y]];
    return { side: sideOf(turned[from], x), positions, start, end };
  });
}

function crossingOf([ax, ay]: Position, [bx, by]: Position, x: number): Crossing {
  return { y: ay + ((x - ax) / (bx - ax)) * (by - ay), direction: bx > ax ? 'rightwards' : 'leftwards' };
}

/**
 * Along the line the polygon's inside lies between the first and second crossing, the third and fourth and so on;
 * with counter-clockwise rings the lower one of each pair goes rightwards.
 */
function pairCrossings(crossings: readonly Crossing[]): ReadonlyMap<Crossing, Crossing> {
  const sorted = [...crossings].sort((a, b) => a.y - b.y);
  sorted.forEach((crossing, i) => {
    const next = sorted[i + 1];
    const expected = i % 2 === 0 ? 'rightwards' : 'leftwards';
    if (next && next.y === crossing.y && crossing.direction !== expected) {
      [sorted[i], sorted[i + 1]] = [next, crossing];
    }
  });
  return new Map(sorted.map((crossing, i) => [crossing, sorted[i ^ 1] ?? crossing]));
}

/** Rings of one side: each run goes on, along the line, with the run that starts at its end's partner. */
function joinRuns(runs: readonly Run[], partners: ReadonlyMap<Crossing, Crossing>): Ring[] {
  const open = new Map(runs.map((run) => [run.start, run]));
  const rings: Ring[] = [];
  for (const run of runs) {
    const ring: Position[] = [];
    // A ring that crosses itself may lead to a run that is used already: it is closed there.
    for (
      let next: Run | undefined = run;
      next && open.delete(next.start);
      next = open.get(partners.get(next.end)!)
    ) {
      ring.push(...next.positions);
    }
    if (ring.length > 0) rings.push(openRing(ring));
  }
  return rings;
}

/** Puts the rings that the line did not touch where they belong: holes into the piece around them. */
function nest(pieces: readonly Ring[], whole: readonly Ring[], outerIsCut: boolean): PolygonRings[] {
  if (!outerIsCut) return whole.length > 0 ? [whole] : [];
  return pieces.map((piece) => [piece, ...whole.filter((hole) => hole[0] && ringContains(piece, hole[0]))]);
}
