import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstant, isoInstant } from './format-instant.ts';

test('times are written as Date writes them, in any year', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(isoInstant(date)).toBe(date.toISOString());
    }),
  );
});

test('both ends of what Date can say, and days around them, are written alike', () => {
  for (const ms of [-8.64e15, -1, -0, 0, 8.64e15, 8.64e15 - 1, Date.UTC(2024, 1, 29), Date.UTC(-1, 0, 1)]) {
    expect(isoInstant(new Date(ms))).toBe(new Date(ms).toISOString());
  }
});

test('more days than are kept are written as well', () => {
  for (let day = 0; day < 12_000; day += 1) {
    const date = new Date(day * 86_400_000 + 12_345);
    if (isoInstant(date) !== date.toISOString()) expect(isoInstant(date)).toBe(date.toISOString());
  }
});

test('an instant loses the milliseconds that are zero, and no others', () => {
  expect(formatInstant(Date.UTC(2018, 5, 30, 10, 0, 7))).toBe('2018-06-30T10:00:07Z');
  expect(formatInstant(new Date('2018-06-30T10:00:07.050Z'))).toBe('2018-06-30T10:00:07.050Z');
  expect(formatInstant(-1.5)).toBe('1969-12-31T23:59:59.999Z');
});

test.each([NaN, Infinity, 8.64e15 + 1])('%s is no time', (ms) => {
  expect(() => formatInstant(ms)).toThrow(RangeError);
  expect(() => isoInstant(new Date(ms))).toThrow(RangeError);
});
