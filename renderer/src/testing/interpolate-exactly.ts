import { interpolateCell, type WarpCell } from '../draw/warp-cell.ts';

/** A small source: channels 0 to 2 are colours, channel 3 is the weight, each 0–255. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  value(x: number, y: number, channel: number): number;
}

/**
 * What the kernels compute, in plain arithmetic: the triangle of width `1 / scale` around a pixel's source position,
 * each source pixel counted with its weight. Weight 0 where the source pixel under the position has none.
 */
export function interpolateExactly(
  { value }: Pixels,
  cell: WarpCell,
  column: number,
  row: number,
  scale: number,
): { readonly values: readonly number[]; readonly weight: number } {
  const [x, y] = interpolateCell(cell, column + 0.5, row + 0.5);
  if (value(Math.floor(x), Math.floor(y), 3) === 0) return { values: [0, 0, 0], weight: 0 };
  const reach = Math.ceil(1 / scale);
  const sums = [0, 0, 0];
  let [weights, kernel] = [0, 0];
  for (let py = Math.floor(y) - reach; py <= Math.floor(y) + reach; py++) {
    for (let px = Math.floor(x) - reach; px <= Math.floor(x) + reach; px++) {
      const factor =
        Math.max(0, 1 - Math.abs(px + 0.5 - x) * scale) * Math.max(0, 1 - Math.abs(py + 0.5 - y) * scale);
      if (factor === 0) continue;
      const weight = factor * value(px, py, 3);
      for (let c = 0; c < 3; c++) sums[c]! += value(px, py, c) * weight;
      weights += weight;
      kernel += factor;
    }
  }
  return { values: sums.map((sum) => sum / weights), weight: weights / kernel };
}
