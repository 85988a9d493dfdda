import { setImmediate as breathe } from 'node:timers/promises';
import type { MapPicture } from '../draw/map-picture.ts';
import { type Scratch, scratchMemory } from '../kernels/scratch.ts';
import { WHITE } from './flatten.ts';
import type { Rgb } from './picture-format.ts';
import { placeRows, type Strip, stripsOf } from './place-rows.ts';

/** Window of 32 KB, deflate, no dictionary (RFC 1950). */
const ZLIB_HEADER = Buffer.from([0x78, 0x01]);
const STATE_BYTES = 16;
/** What a compressed block may need beyond twice its source. */
const BLOCK_BYTES = 1024;
const SPARE_BYTES = 32;

export interface RowOptions {
  /** How many bytes of each pixel are kept: red; red, green and blue; or all four. */
  readonly samples: 1 | 3 | 4;
  /** What shows through where it is given. */
  readonly background?: Rgb | undefined;
  readonly isFlattened: boolean;
}

/**
 * A picture's rows filtered and compressed as one zlib stream, which is what PNG's IDAT holds. Aerial imagery hardly
 * repeats itself: what filters leave is compressed by Huffman codes and runs, which is all there is to get. Large
 * pictures let others have their turn between strips.
 */
export async function compressRows(picture: MapPicture, options: RowOptions): Promise<Buffer[]> {
  const strips = stripsOf(picture);
  const stream = { state: new Uint8Array(STATE_BYTES), adler: 1 };
  const parts: Buffer[] = [ZLIB_HEADER];
  for (const [i, strip] of strips.entries()) {
    if (i > 0) await breathe();
    parts.push(compressStrip(picture, strip, options, stream, i === strips.length - 1));
  }
  const checksum = Buffer.allocUnsafe(4);
  checksum.writeUInt32BE(stream.adler >>> 0);
  parts.push(checksum);
  return parts;
}

/** What goes from one strip to the next. */
interface Stream {
  readonly state: Uint8Array;
  adler: number;
}

function compressStrip(
  picture: MapPicture,
  strip: Strip,
  { samples, background = WHITE, isFlattened }: RowOptions,
  stream: Stream,
  isLast: boolean,
): Buffer {
  const scratch = scratchMemory();
  const { kernels } = scratch;
  const { widthPx } = picture;
  const { address, count } = placeRows(picture, strip, scratch);
  if (isFlattened) layOver(address - (strip.first > 0 ? widthPx * 4 : 0), address + count * 4);
  const length = (widthPx * samples + 1) * strip.rows;
  // The byte before is compared with the first one, and may be anything.
  const filtered = scratch.allocate(length + SPARE_BYTES * 2) + SPARE_BYTES;
  kernels.filterRows(address, widthPx, strip.rows, samples, filtered);
  stream.adler = kernels.adler32(stream.adler, filtered, length);
  return deflate(filtered, length, stream.state, isLast, scratch);

  function layOver(from: number, to: number): void {
    // The row in front may make the number odd: what comes before it is nobody's.
    const first = to - Math.ceil((to - from) / 16) * 16;
    kernels.layOver(first, (to - first) / 4, ...background);
  }
}

function deflate(
  source: number,
  length: number,
  state: Uint8Array,
  isLast: boolean,
  scratch: Scratch,
): Buffer {
  const stateAt = scratch.allocate(STATE_BYTES);
  const out = scratch.allocate(length * 2 + BLOCK_BYTES);
  scratch.bytes.set(state, stateAt);
  const written = scratch.kernels.deflateBlock(source, length, out, stateAt, isLast ? 1 : 0);
  state.set(scratch.bytes.subarray(stateAt, stateAt + STATE_BYTES));
  return Buffer.from(scratch.bytes.subarray(out, out + written));
}
