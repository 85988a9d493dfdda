import { expect, test } from 'vitest';
import { scratchMemory } from '../kernels/scratch.ts';
import type { CogImage } from '../raster/cog.ts';
import { assembleWindow } from './assemble-window.ts';

const SIZE_PX = 1024;
const BANDS = 64;
const MEGABYTE = 2 ** 20;

const image: CogImage = {
  ...({ directory: 0, widthPx: SIZE_PX, heightPx: SIZE_PX, columns: 1, rows: 1, tiled: true } as const),
  ...({ blockWidthPx: SIZE_PX, blockHeightPx: SIZE_PX, samplesPerPixel: BANDS, bitsPerSample: 8 } as const),
  ...({ dataType: 'uint8', planar: false } as const),
  codec: { compression: 1, predictor: 1, photometric: 1, littleEndian: true },
  loadBlockIndex: () => Promise.resolve({ offsets: [0], byteCounts: [0] }),
};

test('a window of three of 64 interleaved bands takes little more scratch memory than it shows', () => {
  const samples = new Uint8Array(SIZE_PX * SIZE_PX * BANDS);
  for (let i = 0; i < samples.length; i++) samples[i] = i * 7 + (i >> 16);
  const scratch = scratchMemory();
  const before = scratch.bytes.length;
  const block = { place: { image, index: 0, column: 0, row: 0, sample: 0 }, samples };
  const rect = { x0: 0, y0: 0, x1: SIZE_PX, y1: SIZE_PX };
  const request = { level: { image }, rect, bands: [2, 40, 63], nodata: [undefined, undefined, undefined] };
  const cog = { key: 'wide.tif', sizeBytes: 0, etag: '', levels: [{ image }] as const };
  const window = assembleWindow({ request: { ...request, cog }, image: [block], mask: [] }, scratch)!;
  // The window itself is of 4 MB, the block of 64.
  expect((scratch.bytes.length - before) / MEGABYTE).toBeLessThan(8);
  for (const pixel of [0, 16_383, 16_384, 700_000, SIZE_PX * SIZE_PX - 1]) {
    const at = window.address + pixel * 4;
    const shown = [2, 40, 63].map((band) => samples[pixel * BANDS + band]);
    expect([...scratch.bytes.subarray(at, at + 4)]).toEqual([...shown, 255]);
  }
});
