import { setImmediate as breathe } from 'node:timers/promises';
import type { MapPicture } from '../draw/map-picture.ts';
import type { Address } from '../kernels/kernels.ts';
import { type Scratch, scratchMemory } from '../kernels/scratch.ts';
import { WHITE } from './flatten.ts';
import { jpegHeader } from './jpeg-header.ts';
import {
  CHROMINANCE_AC,
  CHROMINANCE_DC,
  codesOf,
  type HuffmanTable,
  LUMINANCE_AC,
  LUMINANCE_DC,
  quantisersOf,
} from './jpeg-tables.ts';
import { DEFAULT_QUALITY, type EncodeOptions, type PictureFormat } from './picture-format.ts';

/** JPEG: what is transparent becomes the background. */
export const jpeg: PictureFormat = {
  name: 'jpeg',
  mediaType: 'image/jpeg',
  extension: 'jpg',
  supportsTransparency: false,
  encode: encodeJpeg,
};

const MCU_PX = 16;
/** Pictures are coded in strips of about this many pixels; others have their turn between two. */
const STRIP_PX = 1 << 18;
const STATE_BYTES = 32;
/** For 16 pixels of a row of blocks: even noise at quality 100 takes less. */
const MOST_MCU_BYTES = 2048;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

async function encodeJpeg(
  picture: MapPicture,
  { background = WHITE, quality = DEFAULT_QUALITY }: EncodeOptions,
): Promise<Buffer> {
  const { widthPx, heightPx } = picture;
  const { quantisers, tables } = settingsFor(quality);
  const state = new Uint8Array(STATE_BYTES);
  const parts = [jpegHeader(widthPx, heightPx, quantisers)];
  const paddedPx = Math.ceil(widthPx / MCU_PX) * MCU_PX;
  const rows = Math.max(1, Math.floor(STRIP_PX / paddedPx / MCU_PX)) * MCU_PX;
  for (let first = 0; first < heightPx; first += rows) {
    if (first > 0) await breathe();
    const scratch = scratchMemory();
    const count = Math.min(rows, heightPx - first);
    const blockRows = Math.ceil(count / MCU_PX);
    const pixels = placePadded(picture, first, count, paddedPx, scratch);
    scratch.kernels.layOver(pixels, paddedPx * blockRows * MCU_PX, ...background);
    const isLast = first + rows >= heightPx;
    parts.push(codeStrip({ pixels, paddedPx, blockRows, isLast }, tables, state, scratch));
  }
  return Buffer.concat([...parts, END_OF_IMAGE]);
}

interface Settings {
  readonly quantisers: ReturnType<typeof quantisersOf>;
  readonly tables: readonly Uint8Array[];
}

/** There are a hundred; making one takes a tenth of what coding a tile does. */
const settings = new Map<number, Settings>();

function settingsFor(quality: number): Settings {
  const whole = Math.min(100, Math.max(1, Math.round(quality)));
  let found = settings.get(whole);
  if (!found) {
    const quantisers = quantisersOf(whole);
    const [luminance, chrominance] = quantisers;
    const tables = [
      ...tablesOf(luminance, LUMINANCE_DC, LUMINANCE_AC),
      ...tablesOf(chrominance, CHROMINANCE_DC, CHROMINANCE_AC),
    ];
    settings.set(whole, (found = { quantisers, tables }));
  }
  return found;
}

/** Scale factors of the transform by Arai, Agui and Nakajima. */
const AAN = Array.from({ length: 8 }, (_, k) => (k === 0 ? 1 : Math.cos((k * Math.PI) / 16) * Math.SQRT2));

/** As the kernel wants them: reciprocals of quantisers, columns first, then codes. */
function tablesOf(quantisers: readonly number[], dc: HuffmanTable, ac: HuffmanTable): Uint8Array[] {
  const reciprocals = Float32Array.from({ length: 64 }, (_, i) => {
    const [column, row] = [i >> 3, i & 7];
    return 1 / (quantisers[row * 8 + column]! * AAN[row]! * AAN[column]! * 8);
  });
  return [reciprocals, codesOf(dc, 12), codesOf(ac, 256)].map((table) => new Uint8Array(table.buffer));
}

interface CodedStrip {
  readonly pixels: Address;
  readonly paddedPx: number;
  readonly blockRows: number;
  readonly isLast: boolean;
}

function codeStrip(
  { pixels, paddedPx, blockRows, isLast }: CodedStrip,
  tables: readonly Uint8Array[],
  state: Uint8Array,
  scratch: Scratch,
): Buffer {
  const tablesAt = scratch.allocate(tables.reduce((sum, table) => sum + table.length, 0));
  const stateAt = scratch.allocate(STATE_BYTES);
  const out = scratch.allocate((paddedPx / MCU_PX) * blockRows * MOST_MCU_BYTES);
  const { bytes } = scratch;
  let at = tablesAt;
  for (const table of tables) {
    bytes.set(table, at);
    at += table.length;
  }
  bytes.set(state, stateAt);
  const written = scratch.kernels.encodeJpeg(
    pixels,
    paddedPx,
    blockRows,
    tablesAt,
    out,
    stateAt,
    isLast ? 1 : 0,
  );
  state.set(bytes.subarray(stateAt, stateAt + STATE_BYTES));
  return Buffer.from(bytes.subarray(out, out + written));
}

/** Rows in scratch memory, padded to whole blocks with copies of the last pixel and the last row. */
function placePadded(
  { rgba, widthPx }: MapPicture,
  first: number,
  rows: number,
  paddedPx: number,
  scratch: Scratch,
): Address {
  const rowBytes = paddedPx * 4;
  const paddedRows = Math.ceil(rows / MCU_PX) * MCU_PX;
  const address = scratch.allocate(rowBytes * paddedRows);
  const { bytes } = scratch;
  if (paddedPx === widthPx) bytes.set(rgba.subarray(first * rowBytes, (first + rows) * rowBytes), address);
  else {
    const words = scratch.words(address, paddedPx * rows);
    for (let row = 0; row < rows; row++) {
      const from = (first + row) * widthPx * 4;
      bytes.set(rgba.subarray(from, from + widthPx * 4), address + row * rowBytes);
      words.fill(words[row * paddedPx + widthPx - 1]!, row * paddedPx + widthPx, (row + 1) * paddedPx);
    }
  }
  for (let row = rows; row < paddedRows; row++)
    bytes.copyWithin(address + row * rowBytes, address + (rows - 1) * rowBytes, address + rows * rowBytes);
  return address;
}
