import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInterval, intervalsOverlap, parseInstant, parseInterval } from './time-interval.ts';

describe('parseInterval', () => {
  it('extends a date at the end to the end of that day', () => {
    expect(parseInterval('2018-06-30--2018-07-01')).toEqual({
      startMs: Date.UTC(2018, 5, 30),
      endMs: Date.UTC(2018, 6, 2) - 1,
    });
  });

  it('takes a slash between the ends, and offsets', () => {
    expect(parseInterval('2018-06-30T10:00:00+02:00/2018-06-30T08:00:30.5Z')).toEqual({
      startMs: Date.UTC(2018, 5, 30, 8),
      endMs: Date.UTC(2018, 5, 30, 8, 0, 30, 500),
    });
  });

  it.each(['', '2018', 'a--b', '2018-06-30', '2018-07-02--2018-06-30', '2018-06-30--2018-07-01--2018-07-02'])(
    'refuses %j',
    (text) => expect(parseInterval(text)).toBeUndefined(),
  );
});

describe('parseInstant', () => {
  it.each(['2018-06-31', '2018-13-01', '2018-06-30T25:00:00Z', '2018-06-30T10:00:00'])('refuses %j', (text) =>
    expect(parseInstant(text)).toBeUndefined(),
  );
});

describe('formatInterval', () => {
  it('says whole days as dates', () => {
    const text = '2018-06-30--2018-07-01';
    expect(formatInterval(parseInterval(text)!)).toBe(text);
  });

  it('says anything else as instants', () => {
    const interval = { startMs: Date.UTC(2018, 5, 30, 10, 1, 2), endMs: Date.UTC(2018, 5, 30, 10, 1, 2, 5) };
    expect(formatInterval(interval)).toBe('2018-06-30T10:01:02Z--2018-06-30T10:01:02.005Z');
  });

  it('is read back as the same interval', () => {
    const instant = integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    assert(
      property(instant, instant, (a, b) => {
        const interval = { startMs: Math.min(a, b), endMs: Math.max(a, b) };
        expect(parseInterval(formatInterval(interval))).toEqual(interval);
      }),
    );
  });
});

describe('intervalsOverlap', () => {
  it('counts a shared end, because both are closed', () => {
    expect(intervalsOverlap({ startMs: 0, endMs: 5 }, { startMs: 5, endMs: 9 })).toBe(true);
    expect(intervalsOverlap({ startMs: 0, endMs: 4 }, { startMs: 5, endMs: 9 })).toBe(false);
  });
});
