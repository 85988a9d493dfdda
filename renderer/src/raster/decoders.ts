import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { getDecoder } from 'geotiff';
import type { BlockCodec } from './cog.ts';
import { decodeDeflate } from './decode-deflate.ts';
import { decodeJpeg } from './decode-jpeg.ts';
import { decodeLerc } from './decode-lerc.ts';
import { decodeLzw } from './decode-lzw.ts';
import { decodeWebp } from './decode-webp.ts';

/** What a block must become: never more bytes than this, however small the compressed block is. */
export interface BlockShape {
  readonly widthPx: number;
  readonly rows: number;
  readonly samples: number;
  readonly sizeBytes: number;
  readonly codec: BlockCodec;
}

/** One way TIFF compresses blocks. */
export interface Decoder {
  readonly name: string;
  /** Values of the TIFF Compression tag. */
  readonly compressions: readonly number[];
  /** May answer more bytes than the shape has (padding rows), never fewer without an error. */
  decode(bytes: Buffer, shape: BlockShape): Promise<Uint8Array> | Uint8Array;
}

const zstdAsync = promisify(zstdDecompress) as (bytes: Buffer, options: object) => Promise<Buffer>;

/** Output in one chunk: node's default of 16 KB would take one trip through its thread pool for each. */
const inOneChunk = (sizeBytes: number) => ({ chunkSize: Math.max(sizeBytes, 64) });

/** What is refused, by the names that people know. */
export const REFUSED: Readonly<Record<number, string>> = {
  2: 'CCITT',
  3: 'CCITT fax 3',
  4: 'CCITT fax 4',
  6: 'JPEG of the old kind',
  34712: 'JPEG 2000',
  34925: 'LZMA',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

/** Every compression that blocks may have; adding one is one entry. */
export const decoders: readonly Decoder[] = [
  // A copy, so that a cached block does not keep the bytes of its neighbours alive.
  { name: 'none', compressions: [1], decode: (bytes) => Uint8Array.from(bytes) },
  { name: 'DEFLATE', compressions: [8, 32946], decode: decodeDeflate },
  {
    name: 'ZSTD',
    compressions: [50000],
    decode: (bytes, { sizeBytes }) =>
      zstdAsync(bytes, { ...inOneChunk(sizeBytes), maxOutputLength: sizeBytes + 65_536 }),
  },
  { name: 'LZW', compressions: [5], decode: (bytes, { sizeBytes }) => decodeLzw(bytes, sizeBytes) },
  { name: 'PackBits', compressions: [32773], decode: decodePackBits },
  { name: 'JPEG', compressions: [7], decode: decodeJpeg },
  { name: 'WebP', compressions: [50001], decode: decodeWebp },
  { name: 'LERC', compressions: [34887], decode: decodeLerc },
];

async function decodePackBits(bytes: Buffer): Promise<Uint8Array> {
  const parameters = { tileWidth: 0, tileHeight: 0, predictor: 1, bitsPerSample: 8, planarConfiguration: 1 };
  const decoder = await getDecoder(32773, parameters);
  return new Uint8Array(await decoder.decode(new Uint8Array(bytes).buffer));
}
