import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPvsError } from '../errors.ts';
import { formatInstant } from './format-instant.ts';
import { intervalsOverlap, parseInterval, parseTime, type TimeInterval } from './time-grammar.ts';

const ms = (text: string) => Date.parse(text);

describe('parseTime', () => {
  test.each([
    ['2018', '2018-01-01T00:00:00Z', '2018-12-31T23:59:59.999Z'],
    ['2020-02', '2020-02-01T00:00:00Z', '2020-02-29T23:59:59.999Z'],
    ['2018-06-30', '2018-06-30T00:00:00Z', '2018-06-30T23:59:59.999Z'],
    ['2018-06-30Z', '2018-06-30T00:00:00Z', '2018-06-30T23:59:59.999Z'],
    ['2018-06-30T10', '2018-06-30T10:00:00Z', '2018-06-30T10:59:59.999Z'],
    ['2018-06-30T10:15', '2018-06-30T10:15:00Z', '2018-06-30T10:15:59.999Z'],
    ['2018-06-30T10:15:20Z', '2018-06-30T10:15:20Z', '2018-06-30T10:15:20.999Z'],
    ['2018-06-30T10:15:20.5Z', '2018-06-30T10:15:20.5Z', '2018-06-30T10:15:20.599Z'],
    ['2018-06-30T10:15:20.123Z', '2018-06-30T10:15:20.123Z', '2018-06-30T10:15:20.123Z'],
    ['2018-06-30T10:15:20.123456Z', '2018-06-30T10:15:20.123Z', '2018-06-30T10:15:20.123Z'],
    ['2018-06-30T12:15:20+02:00', '2018-06-30T10:15:20Z', '2018-06-30T10:15:20.999Z'],
    ['2018-06-30T12:15:20 02:00', '2018-06-30T10:15:20Z', '2018-06-30T10:15:20.999Z'],
    ['2018-06/2018-07', '2018-06-01T00:00:00Z', '2018-07-31T23:59:59.999Z'],
    ['2018-06-30--2018-07-01', '2018-06-30T00:00:00Z', '2018-07-01T23:59:59.999Z'],
    ['2018-06-30/2018-07-01/P1D', '2018-06-30T00:00:00Z', '2018-07-01T23:59:59.999Z'],
  ])('%s is %s to %s', (text, begin, end) => {
    expect(parseTime(text)).toEqual([{ beginMs: ms(begin), endMs: ms(end) }]);
  });

  test('ends may be open', () => {
    expect(parseTime('2018/..')).toEqual([{ beginMs: ms('2018-01-01T00:00:00Z'), endMs: Infinity }]);
    expect(parseTime('..--2018')).toEqual([{ beginMs: -Infinity, endMs: ms('2018-12-31T23:59:59.999Z') }]);
  });

  test('a list selects each of its parts', () => {
    expect(parseTime('2018-06-30, 2018-07-02/2018-07-03')).toHaveLength(2);
  });

  test('nothing and default select everything, current the newest', () => {
    const everything = [{ beginMs: -Infinity, endMs: Infinity }];
    expect(parseTime('')).toEqual(everything);
    expect(parseTime('default')).toEqual(everything);
    expect(parseTime('current')).toBe('current');
  });

  test.each([
    'yesterday',
    '2018-13',
    '2018-02-30',
    '999999',
    '2019-02-29',
    '2018-06-30T25',
    '2018/2017',
    '2018/2019/later',
    'a--b',
    '2018,',
    '2018-6-1',
  ])('%s is refused with what is allowed', (text) => {
    let thrown: unknown;
    try {
      parseTime(text);
    } catch (error) {
      thrown = error;
    }
    expect(isPvsError(thrown, 'InvalidInput') && thrown.code).toBe('InvalidTime');
  });
});

const instant = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

test('an instant that was formatted is read back and holds itself', () => {
  fc.assert(
    fc.property(instant, (date) => {
      const [interval] = parseTime(formatInstant(date)) as TimeInterval[];
      expect(interval!.beginMs).toBe(date.getTime());
      expect(interval!.endMs).toBeGreaterThanOrEqual(date.getTime());
    }),
  );
});

test('an interval overlaps what its ends are in, and overlap is mutual', () => {
  fc.assert(
    fc.property(instant, instant, instant, (a, b, c) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      const interval = parseInterval(`${from.toISOString()}/${to.toISOString()}`);
      const point = { beginMs: c.getTime(), endMs: c.getTime() };
      expect(intervalsOverlap(interval, point)).toBe(c >= from && c <= to);
      expect(intervalsOverlap(point, interval)).toBe(intervalsOverlap(interval, point));
    }),
  );
});
