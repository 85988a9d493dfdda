import type { PixelBand } from './pixel-reader.ts';
import type { ReaderOf } from './readers.ts';

/** Data are 1 to 255, since 0 is none. */
const DARKEST = 1;
const LEVELS = 254;

/** Bands brought to 8 bits. What is no number is no data. */
export const readScaled: ReaderOf<'scale'> = ({ input: node, ranges, gamma }, open) => {
  const input = open(node);
  return {
    ...input,
    palette: undefined,
    read: (window) =>
      input.read(window).map((band, i) => scaled(band, ranges[i] ?? ranges[0] ?? [0, 255], gamma)),
  };
};

function scaled(
  { values, valid }: PixelBand,
  [black, white]: readonly [number, number],
  gamma: number,
): PixelBand {
  const out = new Uint8Array(values.length);
  // A band of one value has no contrast to show.
  const factor = white === black ? 0 : 1 / (white - black);
  const exponent = 1 / gamma;
  for (let i = 0; i < out.length; i += 1) {
    const share = Math.min(1, Math.max(0, ((values[i] ?? 0) - black) * factor));
    out[i] = DARKEST + LEVELS * (gamma === 1 ? share : share ** exponent) + 0.5;
  }
  return { values: out, valid };
}
