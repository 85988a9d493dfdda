import { expect, it } from 'vitest';
import { parseInterval } from '../time/time-interval.ts';
import {
  beginComparison,
  compareImages,
  daysOf,
  formatComparison,
  parseComparison,
} from './compare-state.ts';

const june = parseInterval('2018-06-01--2018-06-30')!;

it('a comparison is read back from the URL', () => {
  const comparison = { layer: 'A__ndvi', time: june, divider: 0.25 };
  expect(formatComparison(comparison)).toBe('0.25/2018-06-01--2018-06-30/A__ndvi');
  expect(parseComparison(formatComparison(comparison))).toEqual(comparison);
});

it('begins with the oldest day beside all times, and with all times beside a chosen one', () => {
  const times = daysOf([
    { time: parseInterval('2018-04-21T11:02:10Z--2018-04-21T11:03:00Z') },
    { time: undefined },
    { time: parseInterval('2018-08-24T10:04:20Z--2018-08-24T10:05:00Z') },
    { time: parseInterval('2018-08-24T11:04:20Z--2018-08-24T11:05:00Z') },
  ]);
  expect(times.map(({ startMs }) => new Date(startMs).getUTCMonth())).toEqual([7, 3]);
  const state = { shown: [{ id: 'A' }, { id: 'B' }], collection: 'A', time: undefined };
  expect(beginComparison(state, times)).toEqual({ layer: 'B', time: times[1], divider: 0.5 });
  expect(beginComparison({ ...state, shown: [], time: june }, times)).toMatchObject({
    layer: 'A',
    time: undefined,
  });
});

it('puts what was shown on the left, and one layer on the right', () => {
  const image = { id: 'A', time: june, opacity: 0.5 };
  expect(compareImages([image], { layer: 'A', time: undefined, divider: 0.5 })).toEqual([
    { ...image, side: 'left' },
    { id: 'A', time: undefined, opacity: 1, side: 'right' },
  ]);
});
