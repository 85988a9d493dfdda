import { promisify } from 'node:util';
import { inflate, zstdDecompress } from 'node:zlib';
import * as lerc from 'lerc';
import type { BlockShape } from './decoders.ts';

const inflateAsync = promisify(inflate) as (bytes: Buffer, options: object) => Promise<Buffer>;
const zstdAsync = promisify(zstdDecompress) as (bytes: Buffer, options: object) => Promise<Buffer>;

/** What the second of TIFF's LercParameters says LERC's bytes are compressed with once more. */
const UNPACK: Readonly<Record<number, (bytes: Buffer, options: object) => Promise<Buffer>>> = {
  0: async (bytes) => bytes,
  1: inflateAsync,
  2: zstdAsync,
};
/** LERC never grows samples by more than its headers and mask. */
const SPARE_BYTES = 65_536;

/**
 * A LERC block (Esri, Limited Error Raster Compression, version 2, as libtiff writes it). Where its mask says that a
 * pixel is not valid, floats are NaN, and the opacity that libtiff keeps as the mask is 0. Samples have the
 * file's byte order: libtiff swaps them before they are compressed.
 */
export async function decodeLerc(bytes: Buffer, shape: BlockShape): Promise<Uint8Array> {
  const { codec, widthPx, rows, samples, sizeBytes } = shape;
  const unpack = UNPACK[codec.lercCompression ?? 0];
  if (!unpack) throw new Error(`LERC in compression ${codec.lercCompression}; allowed are 0, 1 and 2`);
  const blob = await unpack(bytes, { maxOutputLength: sizeBytes * 2 + SPARE_BYTES });
  await lerc.load();
  const decoded = lerc.decode(Uint8Array.from(blob), { returnInterleaved: true });
  const { width, height, depthCount, mask } = decoded;
  const pixels = decoded.pixels[0]!;
  const isOpacityMask = depthCount === samples - 1;
  if (width !== widthPx || height < rows || (depthCount !== samples && !isOpacityMask))
    throw new Error(
      `a LERC block has ${width} × ${height} × ${depthCount} samples, expected ${widthPx} × ${rows} × ${samples}`,
    );
  if (isOpacityMask) return withOpacity(pixels as Uint8Array, depthCount, mask);
  if (mask && (pixels instanceof Float32Array || pixels instanceof Float64Array)) {
    for (let i = 0; i < pixels.length; i++)
      if (mask[Math.floor(i / depthCount)] === 0) pixels[i] = Number.NaN;
  }
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

function withOpacity(colors: Uint8Array, channels: number, mask: Uint8Array | null): Uint8Array {
  const count = colors.length / channels;
  const out = new Uint8Array(count * (channels + 1));
  for (let i = 0; i < count; i++) {
    out.set(colors.subarray(i * channels, (i + 1) * channels), i * (channels + 1));
    out[i * (channels + 1) + channels] = mask?.[i] === 0 ? 0 : 255;
  }
  return out;
}
