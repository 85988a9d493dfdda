import { promisify } from 'node:util';
import { deflate, zstdCompress } from 'node:zlib';
import sharp from 'sharp';
import { encodeLzw } from '../encode/encode-lzw.ts';
import { encodePackBits } from '../encode/encode-pack-bits.ts';

const deflateAsync = promisify(deflate);
const zstdAsync = promisify(zstdCompress);

/** The bytes of one block, rows of samples. */
export interface RawBlock {
  readonly bytes: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly samplesPerPixel: number;
}

/** One way blocks of a TIFF are compressed. */
export interface TiffCompression {
  /** As OGC 12-100 spells it. */
  readonly name: string;
  /** TIFF's number. */
  readonly code: number;
  /** True where samples may be differenced before. */
  readonly predicts: boolean;
  /** True where samples change, and can be 8-bit ones of one or three bands only. */
  readonly isPicture: boolean;
  compress(block: RawBlock, jpegQuality: number): Promise<Buffer>;
}

const bytewise = { predicts: false, isPicture: false } as const;

/** What GeoTIFFs are written with, the default first: adding one is an entry. */
export const tiffCompressions: readonly TiffCompression[] = [
  { name: 'None', code: 1, ...bytewise, compress: async ({ bytes }) => bytes },
  { name: 'Deflate', code: 8, ...bytewise, predicts: true, compress: ({ bytes }) => deflateAsync(bytes) },
  { name: 'LZW', code: 5, ...bytewise, predicts: true, compress: async ({ bytes }) => encodeLzw(bytes) },
  {
    ...{ name: 'PackBits', code: 32_773, ...bytewise },
    compress: async ({ bytes, heightPx }) => encodePackBits(bytes, bytes.length / heightPx),
  },
  { name: 'ZSTD', code: 50_000, ...bytewise, predicts: true, compress: ({ bytes }) => zstdAsync(bytes) },
  {
    ...{ name: 'JPEG', code: 7, predicts: false, isPicture: true },
    compress: ({ bytes, widthPx, heightPx, samplesPerPixel }, quality) =>
      sharp(bytes, { raw: { width: widthPx, height: heightPx, channels: samplesPerPixel as 1 | 3 } })
        .toColourspace(samplesPerPixel === 1 ? 'b-w' : 'srgb')
        .jpeg({ quality, chromaSubsampling: '4:2:0' })
        .toBuffer(),
  },
];

export const [uncompressed] = tiffCompressions as [TiffCompression];
