import type { Channel } from './rendering.ts';

/**
 * A stretch of bytes as tables of 256, for red, green and blue; one channel stands for all three. Undefined where it
 * changes nothing.
 */
export function stretchTables(channels: readonly Channel[]): Uint8Array | undefined {
  if (channels.every(({ min, max, gamma = 1 }) => min === 0 && max === 255 && gamma === 1)) return undefined;
  const [red, green = red, blue = red] = channels;
  const tables = new Uint8Array(256 * 3);
  for (const [c, channel] of [red, green, blue].entries()) {
    const { min, max, gamma = 1 } = channel!;
    for (let value = 0; value < 256; value++) {
      const shown = ((value - min) * 255) / (max - min);
      tables[c * 256 + value] = toByte(gamma === 1 ? shown : 255 * (shown / 255) ** (1 / gamma));
    }
  }
  return tables;
}

/** Rounds and clamps; a stretch of no width gives 0 or 255 (or NaN, which is 0). */
function toByte(value: number): number {
  return value >= 255 ? 255 : value > 0 ? (value + 0.5) | 0 : 0;
}
