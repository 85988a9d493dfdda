import type { DataType } from '@pvs/core/catalogue/product';
import { blockRowsOf, type CogImage, type Samples, samplesInBlock } from './cog.ts';
import { decoders, REFUSED } from './decoders.ts';
import { decodingTurn } from './decoding-turn.ts';
import { asRasterError, rasterCorrupt, rasterUnsupported } from './raster-error.ts';
import { undoDifferences, undoFloatingPoint } from './undo-predictor.ts';

/**
 * Decompresses one block into samples in the machine's byte order, `samplesInBlock(image)` of them for each pixel.
 * Fails with `RasterUnsupported` for an unknown compression, with `RasterCorrupt` for anything else.
 */
export async function decodeBlock(
  key: string,
  image: CogImage,
  blockIndex: number,
  bytes: Buffer,
): Promise<Samples> {
  const { codec, bitsPerSample } = image;
  const decoder = decoders.find((d) => d.compressions.includes(codec.compression));
  if (!decoder) {
    throw rasterUnsupported(
      key,
      `its blocks are compressed with ${REFUSED[codec.compression] ?? 'TIFF compression'} (${codec.compression}); known are ${decoders.map((d) => d.name).join(', ')}`,
    );
  }
  const rows = blockRowsOf(image, blockIndex);
  const samples = samplesInBlock(image);
  const rowBytes = Math.ceil((image.blockWidthPx * samples * bitsPerSample) / 8);
  const shape = { widthPx: image.blockWidthPx, rows, samples, sizeBytes: rowBytes * rows, codec };
  try {
    await decodingTurn();
    const decoded = await decoder.decode(bytes, shape);
    if (decoded.byteLength < shape.sizeBytes) {
      throw rasterCorrupt(
        key,
        `block ${blockIndex} has ${decoded.byteLength} bytes of the ${shape.sizeBytes} expected`,
      );
    }
    return toSamples(aligned(decoded.subarray(0, shape.sizeBytes)), image, rowBytes);
  } catch (cause) {
    throw asRasterError(key, cause);
  }
}

/** Views of wider types must start at a multiple of their size; node's pooled buffers may start anywhere. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes);
}

function toSamples(bytes: Uint8Array, image: CogImage, rowBytes: number): Samples {
  const { bitsPerSample, codec } = image;
  const stride = samplesInBlock(image);
  const rowSamples = image.blockWidthPx * stride;
  if (bitsPerSample < 8) return unpackBits(bytes, bitsPerSample, rowSamples, rowBytes);
  if (codec.predictor === 3) {
    undoFloatingPoint(bytes, rowSamples, bitsPerSample / 8, stride);
    return viewAs(image.dataType, bytes);
  }
  if (!codec.littleEndian) swapBytes(bytes, bitsPerSample);
  if (codec.predictor === 2) undoDifferences(bytes, rowSamples, bitsPerSample / 8, stride);
  return viewAs(image.dataType, bytes);
}

function unpackBits(bytes: Uint8Array, bits: number, rowSamples: number, rowBytes: number): Uint8Array {
  const rows = bytes.length / rowBytes;
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  const out = new Uint8Array(rowSamples * rows);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < rowSamples; i++) {
      const byte = bytes[row * rowBytes + Math.floor(i / perByte)] as number;
      out[row * rowSamples + i] = (byte >> (8 - bits * ((i % perByte) + 1))) & mask;
    }
  }
  return out;
}

function swapBytes(bytes: Uint8Array, bitsPerSample: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bitsPerSample === 16) buffer.swap16();
  if (bitsPerSample === 32) buffer.swap32();
  if (bitsPerSample === 64) buffer.swap64();
}

function viewAs(type: DataType, { buffer, byteOffset, byteLength }: Uint8Array): Samples {
  switch (type) {
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, byteLength);
    case 'int8':
      return new Int8Array(buffer, byteOffset, byteLength);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, byteLength / 2);
    case 'int16':
      return new Int16Array(buffer, byteOffset, byteLength / 2);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, byteLength / 4);
    case 'int32':
      return new Int32Array(buffer, byteOffset, byteLength / 4);
    case 'float32':
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case 'float64':
      return new Float64Array(buffer, byteOffset, byteLength / 8);
  }
}
