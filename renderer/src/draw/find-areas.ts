import { type PixelRect, wholeOf } from './map-picture.ts';
import type { PixelMapping, PixelPoint } from './pixel-mapping.ts';

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

const MARGIN = 0.02;
const MARGIN_PX = 2;
const WIDE_DEG = 60;

/**
 * The parts of a picture where a source can be seen, from its projected outline: so that nothing is computed
 * elsewhere, and so that projections which fold far away from home draw no ghosts there. Pictures of longitudes
 * also show the copies of the source a turn to the west and to the east.
 */
export function findAreas(mapping: PixelMapping, picture: Size, source: Size): PixelRect[] {
  const whole = wholeOf(picture);
  const { picturePeriodPx: period, sourcePeriodPx: sourcePeriod } = mapping;
  const ring = mapping.outline();
  if (ring.some(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y))) return [whole];
  if (period === undefined) {
    // The outline of a map of the world says nothing in a projection of a small part of it.
    const wide = sourcePeriod !== undefined && source.widthPx / sourcePeriod > WIDE_DEG / 360;
    return wide ? [whole] : clipped([boundsOf(ring)], whole);
  }
  const unwound = unwind(ring, period);
  if (!unwound) return [whole];
  const { x0, y0, x1, y1 } = boundsOf(unwound);
  const turns = [-2, -1, 0, 1, 2].map((k) => ({ x0: x0 + k * period, y0, x1: x1 + k * period, y1 }));
  return united(clipped(turns, whole));
}

/** Undoes the jumps at the antimeridian; undefined where the ring goes round a pole and has no bounds. */
function unwind(ring: readonly PixelPoint[], period: number): PixelPoint[] | undefined {
  let turn = 0;
  let previous = ring[0]?.[0] ?? 0;
  const step = (x: number) => {
    turn -= Math.round((x + turn - previous) / period) * period;
    previous = x + turn;
    return previous;
  };
  const unwound = ring.map(([x, y]): PixelPoint => [step(x), y]);
  const first = ring[0]?.[0] ?? 0;
  return Math.abs(step(first) - first) > period / 2 ? undefined : unwound;
}

function boundsOf(points: readonly PixelPoint[]): PixelRect {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [x0, y0, x1, y1] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const [marginX, marginY] = [(x1 - x0) * MARGIN + MARGIN_PX, (y1 - y0) * MARGIN + MARGIN_PX];
  return { x0: x0 - marginX, y0: y0 - marginY, x1: x1 + marginX, y1: y1 + marginY };
}

function clipped(rects: readonly PixelRect[], whole: PixelRect): PixelRect[] {
  return rects
    .map((r) => ({
      x0: Math.max(whole.x0, Math.floor(r.x0)),
      y0: Math.max(whole.y0, Math.floor(r.y0)),
      x1: Math.min(whole.x1, Math.ceil(r.x1)),
      y1: Math.min(whole.y1, Math.ceil(r.y1)),
    }))
    .filter((r) => r.x0 < r.x1 && r.y0 < r.y1);
}

/** Overlapping copies become one, so that no pixel is drawn twice; all have the same rows. */
function united(rects: readonly PixelRect[]): PixelRect[] {
  const out: PixelRect[] = [];
  for (const rect of rects.toSorted((a, b) => a.x0 - b.x0)) {
    const last = out.at(-1);
    if (last && rect.x0 <= last.x1) out[out.length - 1] = { ...last, x1: Math.max(last.x1, rect.x1) };
    else out.push(rect);
  }
  return out;
}
