import type { ColormapConfig } from '@pvs/core/config/browse-type';
import { blendUnder, type MapPicture, type PixelRect } from '../draw/map-picture.ts';
import { type Color, colorizer } from './color-of-value.ts';
import type { ComputedChannel, ComputedRendering, Painted } from './computed-rendering.ts';

/** Colours of a ramp that is looked up instead of interpolated for each pixel. */
const TABLE_SIZE = 1024;
const OPAQUE = 0xff_00_00_00;

/**
 * Puts the values of a part of a picture, one column of them for each channel and the last for opacity where the
 * rendering has that, beneath what the picture has.
 */
export function paintValues(
  values: readonly Float32Array[],
  { computed, alpha, colormap, outOfBounds }: Painted,
  picture: MapPicture,
  part: PixelRect,
): void {
  const [first] = computed;
  const words = colormap && first ? colorWords(values[0]!, colormap, first) : channelWords(values, computed);
  for (const [c, channel] of computed.entries()) hideWords(words, values[c]!, channel, outOfBounds);
  if (alpha) thinWords(words, values[computed.length]!, alpha);
  putWordsUnder(words, picture, part);
}

/** Pixels of 32 bits, red in the lowest byte, of one channel in a colour map. */
function colorWords(column: Float32Array, colormap: ColormapConfig, channel: ComputedChannel): Uint32Array {
  const { min, max, gamma } = channel;
  const words = new Uint32Array(column.length);
  const exact = colorizer(colormap, min, max);
  // The colours of the stack's own values are exact, those of built-in ramps come from a table.
  if (typeof colormap !== 'string') {
    for (let i = 0; i < words.length; i += 1) words[i] = wordOf(exact(column[i]!));
    return words;
  }
  const last = TABLE_SIZE - 1;
  const table = Uint32Array.from({ length: TABLE_SIZE }, (_, i) =>
    wordOf(exact(min + (i / last) ** (1 / gamma) * (max - min))),
  );
  const scale = last / (max - min);
  for (let i = 0; i < words.length; i += 1) {
    const t = (column[i]! - min) * scale + 0.5;
    words[i] = table[t >= last ? last : t > 0 ? t | 0 : 0]!;
  }
  return words;
}

const wordOf = ([red, green, blue, alpha]: Color) =>
  (red | (green << 8) | (blue << 16) | (alpha << 24)) >>> 0;

/** The same of one grey channel, or of red, green and blue. */
function channelWords(values: readonly Float32Array[], channels: readonly ComputedChannel[]): Uint32Array {
  const words = new Uint32Array(values[0]!.length).fill(OPAQUE);
  const isGrey = channels.length === 1;
  for (const [c, { min, max, gamma }] of channels.entries()) {
    const column = values[c]!;
    const span = max - min;
    // A byte is put to its place, or to all three of them.
    const place = isGrey ? 0x01_01_01 : 1 << (8 * c);
    for (let i = 0; i < words.length; i += 1) {
      let value = ((column[i]! - min) / span) * 255;
      if (gamma !== 1) value = 255 * (value / 255) ** (1 / gamma);
      const byte = value >= 255 ? 255 : value > 0 ? (value + 0.5) | 0 : 0;
      words[i]! |= byte * place;
    }
  }
  return words;
}

/** Makes what has no value transparent, and what is out of bounds where that is not to be shown. */
function hideWords(
  words: Uint32Array,
  column: Float32Array,
  { min, max }: ComputedChannel,
  outOfBounds: ComputedRendering['outOfBounds'],
): void {
  const showsAll = outOfBounds === 'clamp';
  const low = showsAll ? -Infinity : Math.min(min, max);
  const high = showsAll ? Infinity : Math.max(min, max);
  for (let i = 0; i < words.length; i += 1) {
    const value = column[i]!;
    if (!(value >= low && value <= high)) words[i] = 0;
  }
}

/** Makes words as transparent as a channel says; where it says nothing they are not shown. */
function thinWords(words: Uint32Array, column: Float32Array, { min, max, gamma }: ComputedChannel): void {
  for (let i = 0; i < words.length; i += 1) {
    const share = Math.min(1, Math.max(0, (column[i]! - min) / (max - min))) ** (1 / gamma);
    const alpha = Math.round((words[i]! >>> 24) * share);
    words[i] = alpha > 0 ? ((words[i]! & 0xff_ff_ff) | (alpha << 24)) >>> 0 : 0;
  }
}

function putWordsUnder(
  words: Uint32Array,
  { rgba, widthPx }: MapPicture,
  { x0, y0, x1, y1 }: PixelRect,
): void {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  for (let y = y0, i = 0; y < y1; y += 1) {
    for (let at = y * widthPx + x0, end = at + x1 - x0; at < end; at += 1, i += 1) {
      const word = words[i]!;
      if (pixels[at] === 0) pixels[at] = word;
      else blendUnder(rgba, at * 4, word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24);
    }
  }
}
