import { expect, it } from 'vitest';
import { snapOutwards, ticksOf, timeToX, xToTime } from './time-axis.ts';

const axis = { domain: { startMs: Date.UTC(2018, 0, 1), endMs: Date.UTC(2020, 0, 1) }, widthPx: 730 };

it('turns time into pixels and back', () => {
  expect(timeToX(axis, Date.UTC(2019, 0, 1))).toBe(365);
  expect(xToTime(axis, 365)).toBe(Date.UTC(2019, 0, 1));
});

it('labels years and months at least the given gap apart', () => {
  const ticks = ticksOf(axis, 80);
  expect(ticks.map((tick) => tick.label).slice(0, 3)).toEqual(['Jan 2018', 'Apr 2018', 'Jul 2018']);
  const gaps = ticks.slice(1).map((tick, index) => timeToX(axis, tick.ms) - timeToX(axis, ticks[index]!.ms));
  expect(Math.min(...gaps)).toBeGreaterThan(79);
});

it('labels hours of a day with the day at midnight', () => {
  const day = { domain: { startMs: Date.UTC(2018, 5, 30), endMs: Date.UTC(2018, 6, 1, 1) }, widthPx: 500 };
  expect(ticksOf(day, 90).map((tick) => tick.label)).toEqual(['30 Jun', '06:00', '12:00', '18:00', '1 Jul']);
});

it('widens an instant to one whole step', () => {
  const instant = Date.UTC(2018, 5, 30, 10);
  expect(snapOutwards({ startMs: instant, endMs: instant }, { months: 1 })).toEqual({
    startMs: Date.UTC(2018, 5, 1),
    endMs: Date.UTC(2018, 6, 1),
  });
});
