import { blendUnder } from './map-picture.ts';
import type { Channel } from './rendering.ts';

/**
 * Makes colours of `count` interpolated pixels and puts them under what the picture has from byte `firstByte` on.
 * `values` holds, for each pixel, its bands times its weight, then the weight; 0 is no data. Whatever turns bands
 * into colours (stretches now, expressions and colour ramps) is one of these.
 */
export type PaintRow = (
  values: Float32Array,
  count: number,
  rgba: Uint8ClampedArray,
  firstByte: number,
) => void;

/** A linear stretch of one or three bands. With `opacity` the weight is the pixel's opacity, else it has full. */
export function stretchPainter(channels: readonly Channel[], opacity: boolean): PaintRow {
  const [red, green = red, blue = red] = channels.map(({ min, max }) => {
    const factor = 255 / (max - min);
    return { factor, shift: -min * factor };
  });
  const bands = channels.length;
  const { factor: factorR, shift: shiftR } = red!;
  const { factor: factorG, shift: shiftG } = green!;
  const { factor: factorB, shift: shiftB } = blue!;
  return (values, count, rgba, firstByte) => {
    for (let i = 0, o = firstByte, p = 0; i < count; i++, o += 4, p += bands + 1) {
      const weight = values[p + bands] as number;
      const above = rgba[o + 3] as number;
      if (weight <= 0 || above === 255) continue;
      const scale = 1 / weight;
      const r = (values[p] as number) * scale * factorR + shiftR;
      const g = bands === 1 ? r : (values[p + 1] as number) * scale * factorG + shiftG;
      const b = bands === 1 ? r : (values[p + 2] as number) * scale * factorB + shiftB;
      const a = opacity ? weight * 255 : 255;
      if (above === 0) {
        // Clamped arrays round and clamp what is stored.
        rgba[o] = r;
        rgba[o + 1] = g;
        rgba[o + 2] = b;
        rgba[o + 3] = a;
      } else blendUnder(rgba, o, toByte(r), toByte(g), toByte(b), toByte(a));
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
