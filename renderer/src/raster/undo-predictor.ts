import { scratchMemory } from '../kernels/scratch.ts';

/** So much is worked on at once: blocks may be as large as a whole scene, scratch memory should not be. */
const STRIP_BYTES = 1 << 20;
const SPARE_BYTES = 16;

/**
 * Predictor 2 (TIFF 6.0, section 14): each sample of 1, 2, 4 or 8 bytes was stored as its difference from the one
 * `stride` before it in its row. Works in place, in the machine's byte order.
 */
export function undoDifferences(
  bytes: Uint8Array,
  rowSamples: number,
  bytesPerSample: number,
  stride: number,
): void {
  const rowBytes = rowSamples * bytesPerSample;
  const rows = Math.floor(bytes.length / rowBytes);
  const most = Math.max(1, Math.floor(STRIP_BYTES / rowBytes));
  for (let row = 0; row < rows; row += most) {
    const count = Math.min(most, rows - row);
    const strip = bytes.subarray(row * rowBytes, (row + count) * rowBytes);
    const scratch = scratchMemory();
    const address = scratch.allocate(strip.length + SPARE_BYTES);
    scratch.bytes.set(strip, address);
    scratch.kernels.undoDifferences(address, rowSamples, count, stride, Math.log2(bytesPerSample));
    strip.set(scratch.bytes.subarray(address, address + strip.length));
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
