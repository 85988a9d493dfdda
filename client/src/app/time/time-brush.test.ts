import { describe, expect, it } from 'vitest';
import { beginBrush, moveBrush, nudge, stepAt, zoomDomain } from './time-brush.ts';
import { formatInterval, parseInterval } from './time-interval.ts';

// Ten days, a hundred pixels each.
const axis = { domain: { startMs: Date.UTC(2018, 5, 1), endMs: Date.UTC(2018, 5, 11) }, widthPx: 1000 };
const grid = { axis, unit: { ms: 86_400_000 } };
const interval = (text: string) => parseInterval(text)!;
const drag = (from: number, to: number, chosen?: string) => {
  const brush = beginBrush(grid, chosen === undefined ? undefined : interval(chosen), from, 8);
  return formatInterval(moveBrush(grid, brush, to));
};

describe('dragging on the time axis', () => {
  it.each([
    ['chooses whole days, forwards', 210, 480, undefined, '2018-06-03--2018-06-05'],
    ['chooses whole days, backwards', 480, 210, undefined, '2018-06-03--2018-06-05'],
    ['never chooses less than a day', 201, 203, undefined, '2018-06-03--2018-06-03'],
    ['starts anew outside the interval', 610, 790, '2018-06-01--2018-06-02', '2018-06-07--2018-06-08'],
    ['moves the begin', 204, 390, '2018-06-03--2018-06-06', '2018-06-05--2018-06-06'],
    ['moves the end', 596, 790, '2018-06-03--2018-06-06', '2018-06-03--2018-06-08'],
    [
      'turns the interval around when an end passes the other',
      596,
      90,
      '2018-06-03--2018-06-06',
      '2018-06-02--2018-06-02',
    ],
    ['moves the whole interval', 400, 600, '2018-06-03--2018-06-06', '2018-06-05--2018-06-08'],
    ['keeps the interval in the domain', 400, 990, '2018-06-03--2018-06-06', '2018-06-07--2018-06-10'],
    [
      'takes the axis ends as handles where all times are shown',
      998,
      700,
      undefined,
      '2018-06-01--2018-06-07',
    ],
    ['stays in the domain', 610, 4000, undefined, '2018-06-07--2018-06-10'],
  ])('%s', (_fact, from, to, chosen, expected) => {
    expect(drag(from, to, chosen)).toBe(expected);
  });
});

describe('nudge', () => {
  it.each([
    ['start', 1, '2018-06-04--2018-06-06'],
    ['start', 10, '2018-06-06--2018-06-06'],
    ['start', -10, '2018-06-01--2018-06-06'],
    ['end', 1, '2018-06-03--2018-06-07'],
    ['end', -10, '2018-06-03--2018-06-03'],
    ['end', 10, '2018-06-03--2018-06-10'],
  ] as const)('the %s by %d days', (end, steps, expected) => {
    expect(formatInterval(nudge(grid, interval('2018-06-03--2018-06-06'), end, steps))).toBe(expected);
  });
});

it('a click takes the whole step', () => {
  expect(formatInterval(stepAt({ months: 1 }, Date.UTC(2018, 5, 15)))).toBe('2018-06-01--2018-06-30');
});

describe('zoomDomain', () => {
  it('keeps the instant under the pointer in place', () => {
    const domain = zoomDomain(axis, 500, 0.5, axis.domain);
    expect(domain.endMs - domain.startMs).toBe(5 * 86_400_000);
    expect((domain.startMs + domain.endMs) / 2).toBe(Date.UTC(2018, 5, 6));
  });

  it('never shows more than the whole range', () => {
    expect(zoomDomain(axis, 500, 3, axis.domain)).toEqual(axis.domain);
  });
});
