import type { Channel } from './rendering.ts';

/**
 * A linear stretch of bytes as tables of 256, for red, green and blue; one channel stands for all three. Undefined
 * where it changes nothing.
 */
export function stretchTables(channels: readonly Channel[]): Uint8Array | undefined {
  if (channels.every(({ min, max }) => min === 0 && max === 255)) return undefined;
  const [red, green = red, blue = red] = channels;
  const tables = new Uint8Array(256 * 3);
  for (const [c, channel] of [red, green, blue].entries()) {
    const { min, max } = channel!;
    for (let value = 0; value < 256; value++)
      tables[c * 256 + value] = toByte(((value - min) * 255) / (max - min));
  }
  return tables;
}

/** Rounds and clamps; a stretch of no width gives 0 or 255 (or NaN, which is 0). */
function toByte(value: number): number {
  return value >= 255 ? 255 : value > 0 ? (value + 0.5) | 0 : 0;
}
