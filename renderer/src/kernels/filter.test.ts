import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scratchMemory } from './scratch.ts';

type Samples = 1 | 3 | 4;
const PIXEL_BYTES = 4;

/** Pixels row by row, after a row of nothing, as one piece of memory with what happens to follow it. */
function filter(rgba: Uint8Array, widthPx: number, samples: Samples, after = 0): Uint8Array {
  const scratch = scratchMemory();
  const rowBytes = widthPx * PIXEL_BYTES;
  const pixels = scratch.allocateZeroed(rowBytes + rgba.length + 16) + rowBytes;
  const rows = rgba.length / rowBytes;
  const length = (widthPx * samples + 1) * rows;
  const out = scratch.allocate(length + 16);
  scratch.bytes.set(rgba, pixels);
  scratch.bytes.fill(after, pixels + rgba.length, pixels + rgba.length + 16);
  scratch.kernels.filterRows(pixels, widthPx, rows, samples, out);
  return scratch.bytes.slice(out, out + length);
}

/** What a reader of PNG does (W3C PNG, third edition, §9.2): samples of all rows. */
function undo(filtered: Uint8Array, widthPx: number, samples: Samples): Uint8Array {
  const rowBytes = widthPx * samples;
  const rows = filtered.length / (rowBytes + 1);
  const out = new Uint8Array(rowBytes * rows);
  for (let i = 0; i < out.length; i++) {
    const [row, x] = [Math.floor(i / rowBytes), i % rowBytes];
    const left = x >= samples ? out[i - samples]! : 0;
    const above = out[i - rowBytes] ?? 0;
    const corner = x >= samples ? (out[i - rowBytes - samples] ?? 0) : 0;
    const kind = filtered[row * (rowBytes + 1)]!;
    out[i] = filtered[row * (rowBytes + 1) + 1 + x]! + expected(kind, left, above, corner);
  }
  return out;
}

function expected(kind: number, left: number, above: number, corner: number): number {
  if (kind === 2) return above;
  if (kind === 3) return (left + above) >> 1;
  expect(kind).toBe(4);
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(estimate - value));
  if (toLeft! <= toAbove! && toLeft! <= toCorner!) return left;
  return toAbove! <= toCorner! ? above : corner;
}

const kept = (rgba: Uint8Array, samples: Samples) => rgba.filter((_, i) => i % PIXEL_BYTES < samples);

const pictures = fc
  .record({ widthPx: fc.integer({ min: 1, max: 37 }), rows: fc.integer({ min: 1, max: 6 }) })
  .chain(({ widthPx, rows }) => {
    const length = widthPx * rows * PIXEL_BYTES;
    const rgba = fc.oneof(
      fc.uint8Array({ minLength: length, maxLength: length }),
      // Steps between the ends of the range, where eight bits are the fewest.
      fc.array(fc.constantFrom(0, 1, 127, 128, 254, 255), { minLength: length, maxLength: length }),
    );
    return rgba.map((values) => ({ widthPx, rgba: Uint8Array.from(values) }));
  });

test('a reader of PNG gets every sample back, whatever follows the last row', () => {
  fc.assert(
    fc.property(pictures, fc.constantFrom<Samples>(1, 3, 4), ({ widthPx, rgba }, samples) => {
      const filtered = filter(rgba, widthPx, samples);
      expect(undo(filtered, widthPx, samples)).toEqual(kept(rgba, samples));
      expect(filter(rgba, widthPx, samples, 255)).toEqual(filtered);
    }),
    { numRuns: 100 },
  );
});

/** Sixteen by sixteen grey pixels. */
const picture = (value: (x: number, y: number) => number) =>
  Uint8Array.from({ length: 16 * 16 * PIXEL_BYTES }, (_, i) => value((i >> 2) % 16, i >> 6));

test.each([
  ['as above it, where columns are even', 2, picture((x) => (x * x * 37) & 255)],
  [
    'between those above and before it, where there is grain',
    3,
    picture((x, y) => Math.abs(Math.sin(y * 16 + x) * 43_758) % 32),
  ],
  ['as before it, where rows are even', 4, picture((_, y) => (y * y * 37) & 255)],
])('a pixel is expected %s', (_, kind, rgba) => {
  const filtered = filter(rgba, 16, 3);
  const kinds = Array.from({ length: 16 }, (_unused, row) => filtered[row * 49]!);
  expect(kinds.slice(1).filter((each) => each === kind).length).toBeGreaterThan(10);
});
