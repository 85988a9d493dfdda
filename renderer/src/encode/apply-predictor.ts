import { endianness } from 'node:os';

const WORDS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

/**
 * Predictor 2 (TIFF 6.0 §14), in place: each sample of 1, 2, 4 or 8 bytes becomes its difference from the one `stride`
 * before it in its row.
 */
export function applyDifferences(bytes: Uint8Array, rowSamples: number, sampleBytes: number, stride: number) {
  const Words = WORDS[sampleBytes as keyof typeof WORDS];
  const words = new Words(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / sampleBytes);
  for (let row = 0; row < words.length; row += rowSamples) {
    const [first, last] = [row + stride, row + rowSamples - 1];
    // Differences wrap as the type does.
    if (words instanceof BigUint64Array) for (let i = last; i >= first; i--) words[i]! -= words[i - stride]!;
    else for (let i = last; i >= first; i--) words[i]! -= words[i - stride]!;
  }
}

/**
 * Predictor 3 (Adobe Photoshop TIFF Technical Note 3), in place: rows are split into planes of bytes, the most
 * significant first, and then differenced.
 */
export function applyFloatingPoint(
  bytes: Uint8Array,
  rowSamples: number,
  sampleBytes: number,
  stride: number,
) {
  const rowBytes = rowSamples * sampleBytes;
  const planes = new Uint8Array(rowBytes);
  const isLittle = endianness() === 'LE';
  for (let row = 0; row < bytes.length; row += rowBytes) {
    for (let sample = 0; sample < rowSamples; sample++)
      for (let byte = 0; byte < sampleBytes; byte++) {
        const plane = isLittle ? sampleBytes - byte - 1 : byte;
        planes[plane * rowSamples + sample] = bytes[row + sample * sampleBytes + byte]!;
      }
    for (let i = rowBytes - 1; i >= stride; i--) planes[i] = planes[i]! - planes[i - stride]!;
    bytes.set(planes, row);
  }
}
