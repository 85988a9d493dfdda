import { blendUnder } from './map-picture.ts';
import type { Channel } from './rendering.ts';

/**
 * Makes colours of `count` interpolated pixels and puts them under what the picture has from byte `firstByte` on.
 * `values` holds, for each pixel, its bands times its weight, then the weight; 0 is no data. Whatever turns bands
 * into colours (stretches now, expressions and colour ramps) is one of these.
 */
export type PaintRow = (values: Float32Array, count: number, rgba: Uint8Array, firstByte: number) => void;

/** A linear stretch of one or three bands. With `opacity` the weight is the pixel's opacity, else it has full. */
export function stretchPainter(channels: readonly Channel[], opacity: boolean): PaintRow {
  const factors = Float64Array.from(channels, (c) => 255 / (c.max - c.min));
  const shifts = Float64Array.from(channels, (c, i) => -c.min * (factors[i] as number));
  const bands = channels.length;
  const [green, blue] = bands === 3 ? [1, 2] : [0, 0];
  const [factorR, factorG, factorB] = [0, green, blue].map((b) => factors[b] as number) as [
    number,
    number,
    number,
  ];
  const [shiftR, shiftG, shiftB] = [0, green, blue].map((b) => shifts[b] as number) as [
    number,
    number,
    number,
  ];
  return (values, count, rgba, firstByte) => {
    for (let i = 0, o = firstByte, p = 0; i < count; i++, o += 4, p += bands + 1) {
      const weight = values[p + bands] as number;
      if (weight <= 0) continue;
      const r = toByte(((values[p] as number) / weight) * factorR + shiftR);
      const g = toByte(((values[p + green] as number) / weight) * factorG + shiftG);
      const b = toByte(((values[p + blue] as number) / weight) * factorB + shiftB);
      blendUnder(rgba, o, r, g, b, opacity ? toByte(weight * 255) : 255);
    }
  };
}

/** The same stretch for bytes as tables of 256, one for each channel. */
export function stretchTables(channels: readonly Channel[]): Uint8Array {
  const tables = new Uint8Array(256 * channels.length);
  for (const [c, { min, max }] of channels.entries()) {
    for (let value = 0; value < 256; value++)
      tables[c * 256 + value] = toByte(((value - min) * 255) / (max - min));
  }
  return tables;
}

/** Rounds and clamps; a stretch of no width gives 0 or 255 (or NaN, which is 0). */
function toByte(value: number): number {
  return value >= 255 ? 255 : value > 0 ? (value + 0.5) | 0 : 0;
}
