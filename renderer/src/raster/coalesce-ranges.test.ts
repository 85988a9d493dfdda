import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { coalesceRanges } from './coalesce-ranges.ts';

const ranges = fc.array(
  fc.record({ offset: fc.integer({ min: 0, max: 5_000_000 }), length: fc.integer({ min: 1, max: 100_000 }) }),
);

it('covers every range by exactly one request', () => {
  fc.assert(
    fc.property(ranges, (given) => {
      const merged = coalesceRanges(given);
      const seen = merged.flatMap((m) => m.members).sort((a, b) => a - b);
      expect(seen).toEqual(given.map((_, i) => i));
      for (const request of merged) {
        for (const member of request.members) {
          const { offset, length } = given[member]!;
          expect(offset).toBeGreaterThanOrEqual(request.offset);
          expect(offset + length).toBeLessThanOrEqual(request.offset + request.length);
        }
      }
    }),
  );
});

it('merges neighbours, whatever their order, and leaves distant ones alone', () => {
  const near = [
    { offset: 2000, length: 500 },
    { offset: 1000, length: 900 },
    { offset: 9_000_000, length: 10 },
  ];
  expect(coalesceRanges(near)).toEqual([
    { offset: 1000, length: 1500, members: [1, 0] },
    { offset: 9_000_000, length: 10, members: [2] },
  ]);
});

it('keeps requests below eight megabytes', () => {
  const many = Array.from({ length: 100 }, (_, i) => ({ offset: i * 200_000, length: 200_000 }));
  for (const { length } of coalesceRanges(many)) expect(length).toBeLessThanOrEqual(8 * 1024 * 1024);
});
