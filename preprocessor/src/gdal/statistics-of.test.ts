import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Pixels, statisticsOf } from './statistics-of.ts';

/** The same, said as plainly as can be. */
function plainly(pixels: readonly number[], mask: readonly number[]) {
  const values = pixels
    .filter((value, i) => Number.isFinite(value) && mask[i] !== 0)
    .toSorted((a, b) => a - b);
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const rank = (share: number) => values[Math.round(share * (values.length - 1))];
  const near = (value: number) => expect.closeTo(value, 6) as number;
  return {
    min: rank(0),
    max: rank(1),
    mean: near(mean),
    stdDev: near(Math.sqrt(variance)),
    p2: rank(0.02),
    p98: rank(0.98),
  };
}

const mask = fc.array(fc.constantFrom(0, 255), { minLength: 60, maxLength: 60 });
const arrays: [string, fc.Arbitrary<Pixels>][] = [
  ['uint8', fc.uint8Array({ maxLength: 60 })],
  ['int8', fc.int8Array({ maxLength: 60 })],
  ['uint16', fc.uint16Array({ maxLength: 60 })],
  ['int16', fc.int16Array({ maxLength: 60 })],
  ['int32', fc.int32Array({ min: -1e6, max: 1e6, maxLength: 60 })],
  [
    'float32',
    fc
      .array(fc.oneof(fc.float({ min: -1000, max: 1000 }), fc.constant(NaN), fc.constant(Infinity)), {
        maxLength: 60,
      })
      .map((values) => Float32Array.from(values)),
  ],
];

it.each(arrays)('statistics of %s are those of the valid values', (_, pixels) => {
  fc.assert(
    fc.property(pixels, mask, (given, hidden) => {
      expect(statisticsOf(given, hidden)).toEqual(plainly([...given], hidden));
      expect(statisticsOf(given)).toEqual(plainly([...given], []));
    }),
  );
});
