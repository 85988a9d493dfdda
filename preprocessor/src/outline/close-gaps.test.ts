import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closeGaps, type ValidPixels } from './close-gaps.ts';

const grid = (...rows: readonly string[]): ValidPixels => ({
  widthPx: rows[0]?.length ?? 0,
  heightPx: rows.length,
  pixels: Uint8Array.from(rows.join(''), (mark) => (mark === '#' ? 1 : 0)),
});

const drawn = ({ widthPx, heightPx, pixels }: ValidPixels) =>
  Array.from({ length: heightPx }, (_, row) =>
    Array.from(pixels.subarray(row * widthPx, (row + 1) * widthPx), (value) => (value ? '#' : '.')).join(''),
  );

it.each([
  ['a gap of twice the reach is closed', ['##..##', '##..##'], 1, ['######', '######']],
  ['a wider one stays', ['##...##', '##...##'], 1, ['##...##', '##...##']],
  [
    'what is around stays, also in a corner',
    ['....', '.##.', '.##.', '....'],
    2,
    ['....', '.##.', '.##.', '....'],
  ],
  ['a hole is filled', ['###', '#.#', '###'], 1, ['###', '###', '###']],
  ['nothing comes of nothing', ['...', '...'], 2, ['...', '...']],
  ['without a reach nothing changes', ['#.#'], 0, ['#.#']],
])('%s', (_, before, reachPx, after) => {
  expect(drawn(closeGaps(grid(...before), reachPx))).toEqual(after);
});

const anyGrid = fc
  .record({ widthPx: fc.integer({ min: 1, max: 12 }), heightPx: fc.integer({ min: 1, max: 12 }) })
  .chain(({ widthPx, heightPx }) => {
    const length = widthPx * heightPx;
    return fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: length, maxLength: length })
      .map((pixels): ValidPixels => ({ widthPx, heightPx, pixels: Uint8Array.from(pixels) }));
  });

it('loses nothing, and finds nothing left to close', () => {
  fc.assert(
    fc.property(anyGrid, fc.integer({ min: 0, max: 5 }), (before, reachPx) => {
      const after = closeGaps(before, reachPx);
      expect(after.pixels.every((value, i) => value >= (before.pixels[i] ?? 0))).toBe(true);
      expect(drawn(closeGaps(after, reachPx))).toEqual(drawn(after));
    }),
  );
});
