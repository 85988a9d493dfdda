import { describe, expect, it } from 'vitest';
import { barHeight, wholeRange } from './histogram-scale.ts';
import { formatInterval, parseInterval } from './time-interval.ts';

const begins = parseInterval('2018-06-01T09:00:00Z--2018-06-10T10:00:00Z');
const range = (...given: Parameters<typeof wholeRange>) => {
  const whole = wholeRange(...given);
  return whole && formatInterval({ startMs: whole.startMs, endMs: whole.endMs - 1 });
};

describe('wholeRange', () => {
  it('leaves a bar of room on both sides of the products', () => {
    expect(range(begins, undefined, 100)).toBe('2018-05-31--2018-06-11');
  });

  it('takes in the chosen interval', () => {
    expect(range(begins, parseInterval('2018-06-20--2018-06-21'), 200)).toBe('2018-05-31--2018-06-21');
  });

  it('does not grow when all of it is chosen', () => {
    const whole = range(begins, undefined, 100)!;
    expect(range(begins, parseInterval(whole), 100)).toBe(whole);
  });

  it('is nothing without products and interval', () => {
    expect(range(undefined, undefined, 100)).toBeUndefined();
  });
});

describe('barHeight', () => {
  const bins = [1000, 1, 0].map((count) => ({ startMs: 0, endMs: 1, count, emphasised: 0 }));

  it.each([
    [1000, 40],
    [250, 20],
    [1, 3],
    [0, 0],
  ])('of %d products is %d pixels', (count, heightPx) => expect(barHeight(count, bins, 40)).toBe(heightPx));
});
