import type { Samples } from './cog.ts';

type Integers = Exclude<Samples, Float32Array | Float64Array>;

/**
 * Predictor 2 (TIFF 6.0, section 14): each sample was stored as its difference from the one `stride` before it in
 * its row. Works in place; typed arrays wrap as the encoder did.
 */
export function undoDifferences(samples: Integers, rowLength: number, stride: number): void {
  for (let row = 0; row + rowLength <= samples.length; row += rowLength) {
    const end = row + rowLength;
    for (let i = row + stride; i < end; i++)
      samples[i] = (samples[i] as number) + (samples[i - stride] as number);
  }
}

/**
 * Predictor 3 (Adobe Photoshop TIFF Technical Note 3): rows were split into planes of bytes, the most significant
 * first, and then differenced. The result is in little-endian order whatever the file's byte order.
 */
export function undoFloatingPoint(
  bytes: Uint8Array,
  rowSamples: number,
  bytesPerSample: number,
  stride: number,
): void {
  const rowBytes = rowSamples * bytesPerSample;
  const planes = new Uint8Array(rowBytes);
  for (let row = 0; row + rowBytes <= bytes.length; row += rowBytes) {
    const end = row + rowBytes;
    for (let i = row + stride; i < end; i++) bytes[i] = (bytes[i] as number) + (bytes[i - stride] as number);
    planes.set(bytes.subarray(row, end));
    for (let s = 0; s < rowSamples; s++) {
      for (let b = 0; b < bytesPerSample; b++)
        bytes[row + s * bytesPerSample + b] = planes[(bytesPerSample - b - 1) * rowSamples + s] as number;
    }
  }
}
