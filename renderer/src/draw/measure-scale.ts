import type { PixelRect } from './map-picture.ts';
import type { PixelMapping } from './pixel-mapping.ts';

/** Source pixels of full resolution that one picture pixel covers along the source's axes. */
export interface SourceScale {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Scales differ up to sixfold in a map of the world, and by hundreds across a seam. */
const SEAM = 8;
const STEPS = [1 / 6, 1 / 2, 5 / 6];

/**
 * Measures the scale of a drawing at nine points of what is drawn: their mean, as one for the whole picture, so that no
 * seam shows where neighbouring parts would choose differently. Undefined where nothing of the area can be projected.
 */
export function measureScale(mapping: PixelMapping, area: PixelRect, source: Size): SourceScale | undefined {
  const scales: SourceScale[] = [];
  const insideOnly: SourceScale[] = [];
  for (const v of STEPS) {
    for (const u of STEPS) {
      const x = area.x0 + (area.x1 - area.x0) * u;
      const y = area.y0 + (area.y1 - area.y0) * v;
      const [sx, sy] = mapping.toSource(x, y);
      const scale = scaleAt(mapping, x, y, sx, sy);
      if (!Number.isFinite(scale.x * scale.y) || scale.x * scale.y === 0) continue;
      scales.push(scale);
      if (sx >= 0 && sy >= 0 && sx < source.widthPx && sy < source.heightPx) insideOnly.push(scale);
    }
  }
  const used = insideOnly.length > 0 ? insideOnly : scales;
  return used.length === 0
    ? undefined
    : { x: typical(used.map((s) => s.x)), y: typical(used.map((s) => s.y)) };
}

/** The source window of one picture pixel; a rotated one needs the window around it. `sx` and `sy` are where it begins. */
function scaleAt(mapping: PixelMapping, x: number, y: number, sx: number, sy: number): SourceScale {
  const right = mapping.toSource(x + 1, y);
  const below = mapping.toSource(x, y + 1);
  return {
    x: Math.abs(right[0] - sx) + Math.abs(below[0] - sx),
    y: Math.abs(right[1] - sy) + Math.abs(below[1] - sy),
  };
}

/** The mean but for what is no scale: steps across a seam of the projection. */
function typical(values: readonly number[]): number {
  const median = values.toSorted((a, b) => a - b)[values.length >> 1]!;
  const likely = values.filter((value) => value <= median * SEAM);
  return likely.reduce((sum, value) => sum + value, 0) / likely.length;
}
