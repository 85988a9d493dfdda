import type { KernelKind } from '../kernels/kernels.ts';
import { interpolateCell, type WarpCell } from '../draw/warp-cell.ts';

/** A small source: channels 0 to 2 are colours, channel 3 is the weight, each 0–255. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  value(x: number, y: number, channel: number): number;
}

interface Interpolated {
  readonly values: readonly number[];
  readonly weight: number;
}

/**
 * What the kernels compute, in plain arithmetic: a kernel widened by `1 / scale` around a pixel's source position, each
 * source pixel counted with its weight. Weight 0 where the source pixel under the position has none (where all have
 * none, by area). Cubic, only where all are of full weight.
 */
export function interpolateExactly(
  pixels: Pixels,
  cell: WarpCell,
  [column, row]: readonly [column: number, row: number],
  scale: number,
  kind: KernelKind = 0,
): Interpolated {
  const [x, y] = interpolateCell(cell, column + 0.5, row + 0.5);
  if (kind !== AREA && pixels.value(Math.floor(x), Math.floor(y), 3) === 0)
    return { values: [0, 0, 0], weight: 0 };
  if (kind !== CUBIC) return sumAround(pixels, x, y, (distance) => weights[kind](distance, scale), 1 / scale);
  return isFullAround(pixels, x, y, 2 / scale)
    ? sumAround(pixels, x, y, (distance) => weights[CUBIC](distance, scale), 2 / scale)
    : interpolateExactly(pixels, cell, [column, row], scale);
}

/** Whether all pixels that a kernel looks at have full weight, by the 128ths of a pixel that kernels know. */
function isFullAround({ value }: Pixels, x: number, y: number, radius: number): boolean {
  const [[x0, x1], [y0, y1]] = [x, y].map((n) => {
    const centred = n - 0.5;
    const whole = Math.floor(centred);
    const first = whole + Math.floor(Math.round((centred - whole) * 128) / 128 - radius) + 1;
    return [first, first + Math.ceil(2 * radius)];
  }) as [[number, number], [number, number]];
  for (let py = y0; py < y1; py++) for (let px = x0; px < x1; px++) if (value(px, py, 3) < 255) return false;
  return true;
}

const CUBIC = 1;
const AREA = 2;
const A = -0.5;

/** Of source pixels, by the distance of their centres. */
const weights: Readonly<Record<KernelKind, (distance: number, scale: number) => number>> = {
  0: (distance, scale) => Math.max(0, 1 - distance * scale),
  1: (distance, scale) => {
    const d = distance * scale;
    if (d < 1) return (A + 2) * d ** 3 - (A + 3) * d ** 2 + 1;
    return d < 2 ? A * (d ** 3 - 5 * d ** 2 + 8 * d - 4) : 0;
  },
  2: (distance, scale) => {
    const half = 0.5 / scale;
    return Math.max(0, Math.min(distance + 0.5, half) - Math.max(distance - 0.5, -half));
  },
};

function sumAround(
  { value }: Pixels,
  x: number,
  y: number,
  weigh: (distance: number) => number,
  radius: number,
): Interpolated {
  const reach = Math.ceil(radius) + 1;
  const sums = [0, 0, 0];
  let [total, kernel] = [0, 0];
  for (let py = Math.floor(y) - reach; py <= Math.floor(y) + reach; py++) {
    for (let px = Math.floor(x) - reach; px <= Math.floor(x) + reach; px++) {
      const factor = weigh(Math.abs(px + 0.5 - x)) * weigh(Math.abs(py + 0.5 - y));
      if (factor === 0) continue;
      const weight = factor * value(px, py, 3);
      for (let c = 0; c < 3; c++) sums[c]! += value(px, py, c) * weight;
      total += weight;
      kernel += factor;
    }
  }
  return { values: sums.map((sum) => (total === 0 ? 0 : sum / total)), weight: total / kernel };
}
