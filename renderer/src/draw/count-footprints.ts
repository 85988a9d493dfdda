import type { Footprint, PolygonRings, Ring } from '@pvs/core/geometry/footprint';
import type { PictureGrid } from './pixel-mapping.ts';
import { type ToPixels, toPixelsOf } from './draw-outlines.ts';

/** Edges are straight in longitude and latitude: what a projection makes of them is followed in steps of this. */
const STEP_DEG = 0.5;
const MAX_STEPS = 64;

type Path = readonly (readonly [x: number, y: number])[];

/** How many of the footprints hold the centre of each pixel of a view. */
export function countFootprints(view: PictureGrid, footprints: readonly Footprint[]): Uint16Array {
  const counts = new Uint16Array(view.widthPx * view.heightPx);
  const toPixels = toPixelsOf(view.box, view);
  for (const { coordinates } of footprints)
    for (const polygon of coordinates)
      for (const paths of pathsOf(polygon, toPixels)) countPolygon(paths, view, counts);
  return counts;
}

/** The rings of a polygon in pixels, once for each turn of the Earth at which a map may show it. */
function pathsOf(polygon: PolygonRings, toPixels: ToPixels): Path[][] {
  const turns: [number, number][][][] = [];
  for (const [r, ring] of polygon.entries()) {
    for (const position of densified(ring)) {
      for (const [turn, [x, y]] of toPixels(position).entries())
        ((turns[turn] ??= [])[r] ??= []).push([x, y]);
    }
  }
  return turns.filter((paths) => paths.every((path) => path.every((point) => point.every(Number.isFinite))));
}

function densified(ring: Ring): Ring {
  return ring.flatMap((from, i) => {
    const to = ring[i + 1];
    if (!to) return [];
    const steps = Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])) / STEP_DEG);
    const count = Math.max(1, Math.min(MAX_STEPS, steps));
    return Array.from({ length: count }, (_, k): Ring[number] => [
      from[0] + ((to[0] - from[0]) * k) / count,
      from[1] + ((to[1] - from[1]) * k) / count,
    ]);
  });
}

/** Adds one to each pixel inside, by the even-odd rule. */
function countPolygon(paths: readonly Path[], { widthPx, heightPx }: PictureGrid, counts: Uint16Array): void {
  const ys = paths.flatMap((path) => path.map(([, y]) => y));
  const first = Math.max(0, Math.floor(ys.reduce((a, b) => Math.min(a, b), Infinity)));
  const last = Math.min(heightPx - 1, Math.ceil(ys.reduce((a, b) => Math.max(a, b), -Infinity)));
  for (let row = first; row <= last; row += 1) {
    const crossings = paths.flatMap((path) => crossingsOf(path, row + 0.5)).sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]! - 0.5));
      const to = Math.min(widthPx, Math.ceil(crossings[i + 1]! - 0.5));
      for (let x = from; x < to; x += 1) counts[row * widthPx + x]! += 1;
    }
  }
}

function crossingsOf(path: Path, y: number): number[] {
  const found: number[] = [];
  for (const [i, [ax, ay]] of path.entries()) {
    const [bx, by] = path[(i + 1) % path.length]!;
    if (ay > y !== by > y) found.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }
  return found;
}
