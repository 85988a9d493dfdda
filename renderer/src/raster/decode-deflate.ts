import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { scratchMemory } from '../kernels/scratch.ts';
import type { BlockShape } from './decoders.ts';

const inflateAsync = promisify(inflate) as (bytes: Buffer, options: object) => Promise<Buffer>;

/** Larger blocks would hold the process up, and scratch memory never shrinks: zlib's threads have them. */
const MOST_BYTES = 4 << 20;
const SPARE_BYTES = 512;
/** Padding rows that a block may have beyond its shape. */
const PADDING_BYTES = 65_536;

/**
 * A zlib stream. The kernel takes half of zlib's time; what it refuses zlib reads again, to say what is wrong or to
 * find padding.
 */
export function decodeDeflate(bytes: Buffer, { sizeBytes }: BlockShape): Uint8Array | Promise<Uint8Array> {
  const isSmall = Math.max(bytes.length, sizeBytes) <= MOST_BYTES;
  return (isSmall ? inflateHere(bytes, sizeBytes) : undefined) ?? inflateElsewhere(bytes, sizeBytes);
}

function inflateHere(bytes: Buffer, sizeBytes: number): Uint8Array | undefined {
  const scratch = scratchMemory();
  const source = scratch.allocate(bytes.length + SPARE_BYTES);
  const out = scratch.allocate(sizeBytes + SPARE_BYTES);
  scratch.bytes.set(bytes, source);
  const written = scratch.kernels.inflate(source, bytes.length, out, sizeBytes);
  return written < 0 ? undefined : scratch.bytes.slice(out, out + written);
}

/** Output in one chunk: node's default of 16 KB would take one trip through its thread pool for each. */
function inflateElsewhere(bytes: Buffer, sizeBytes: number): Promise<Uint8Array> {
  const chunkSize = Math.max(sizeBytes, 64);
  return inflateAsync(bytes, { chunkSize, maxOutputLength: sizeBytes + PADDING_BYTES });
}
