import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fillPolygon, type PixelRing } from './fill-polygon.ts';
import type { PixelWindow } from './pixel-reader.ts';

const window = (x: number, y: number, widthPx: number, heightPx: number, shrink = 1): PixelWindow => ({
  ...{ x, y, widthPx, heightPx },
  columns: Math.ceil(widthPx / shrink),
  rows: Math.ceil(heightPx / shrink),
});

/** The even-odd rule for one point, said as plainly as possible. */
const isInside = (rings: readonly PixelRing[], column: number, row: number) =>
  rings
    .flatMap((ring) => ring.map((from, i) => [from, ring[(i + 1) % ring.length]!] as const))
    .filter(([[x0, y0], [x1, y1]]) => {
      const crosses = y0 <= row !== y1 <= row;
      return crosses && x0 + ((row - y0) * (x1 - x0)) / (y1 - y0) <= column;
    }).length %
    2 ===
  1;

const point = fc.tuple(
  fc.double({ min: -20, max: 60, noNaN: true }),
  fc.double({ min: -20, max: 60, noNaN: true }),
);
const polygon = fc.array(fc.array(point, { minLength: 3, maxLength: 12 }), { minLength: 1, maxLength: 3 });

it('marks the pixels whose centres are inside, in any window of any polygon', () => {
  fc.assert(
    fc.property(polygon, fc.nat(20), fc.nat(20), (rings, x, y) => {
      const at = window(x, y, 17, 13);
      const out = new Uint8Array(17 * 13);
      fillPolygon(out, at, rings);
      const expected = Array.from(out, (_, i) =>
        isInside(rings, x + (i % 17) + 0.5, y + Math.floor(i / 17) + 0.5) ? 255 : 0,
      );
      expect([...out]).toEqual(expected);
    }),
  );
});

it('is the same put together from windows as in one', () => {
  fc.assert(
    fc.property(polygon, fc.integer({ min: 1, max: 39 }), (rings, cut) => {
      const whole = new Uint8Array(40 * 40);
      fillPolygon(whole, window(0, 0, 40, 40), rings);
      const [top, bottom] = [new Uint8Array(40 * cut), new Uint8Array(40 * (40 - cut))];
      fillPolygon(top, window(0, 0, 40, cut), rings);
      fillPolygon(bottom, window(0, cut, 40, 40 - cut), rings);
      expect([...top, ...bottom]).toEqual([...whole]);
    }),
  );
});

it('leaves holes, and samples a window coarsely', () => {
  const square = (from: number, to: number): PixelRing => [
    [from, from],
    [to, from],
    [to, to],
    [from, to],
  ];
  const out = new Uint8Array(16);
  fillPolygon(out, window(0, 0, 40, 40, 10), [square(0, 40), square(10, 30)]);
  expect([...out].map((value) => value / 255)).toEqual([1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1]);
});
