import { describe, expect, it } from 'vitest';
import { countPerStep, mergeCounts } from './histogram.ts';
import { chooseTimeUnit, floorTo, stepBy } from './time-unit.ts';
import { dayMs } from './time-interval.ts';

const at = (text: string) => Date.parse(text);
const entry = (text: string, emphasised = 0) => ({ beginMs: at(text), count: 1, emphasised });

describe('countPerStep', () => {
  it('counts products by the step in which they begin and keeps empty steps', () => {
    const domain = { startMs: at('2018-01-15T00:00:00Z'), endMs: at('2018-04-02T00:00:00Z') };
    const entries = [
      entry('2018-01-01T00:00:00Z'),
      entry('2018-01-31T23:59:59Z', 1),
      entry('2018-04-01T00:00:00Z'),
    ];
    const bins = countPerStep(entries, domain, { months: 1 });
    expect(
      bins.map((bin) => [new Date(bin.startMs).toISOString().slice(0, 7), bin.count, bin.emphasised]),
    ).toEqual([
      ['2018-01', 2, 1],
      ['2018-02', 0, 0],
      ['2018-03', 0, 0],
      ['2018-04', 1, 0],
    ]);
  });

  it('covers the domain without gaps or overlaps', () => {
    const bins = countPerStep(
      [],
      { startMs: at('2016-02-28T05:00:00Z'), endMs: at('2018-04-02') },
      { ms: 7 * dayMs },
    );
    for (const [index, bin] of bins.slice(1).entries()) expect(bin.startMs).toBe(bins[index]!.endMs);
    expect(bins[0]!.startMs).toBeLessThanOrEqual(at('2016-02-28T05:00:00Z'));
    expect(bins.at(-1)!.endMs).toBeGreaterThan(at('2018-04-02'));
  });

  it('leaves out what begins outside the domain', () => {
    const domain = { startMs: at('2018-01-01'), endMs: at('2018-01-02') };
    const bins = countPerStep([entry('2017-12-31T12:00:00Z'), entry('2018-01-05T00:00:00Z')], domain, {
      ms: dayMs,
    });
    expect(bins.map((bin) => bin.count)).toEqual([0, 0]);
  });
});

it('without an area all products are emphasised, with one those that lie in it', () => {
  const all = new Map([
    [1, 5],
    [2, 3],
  ]);
  expect(mergeCounts(all, undefined, false).map(({ emphasised }) => emphasised)).toEqual([5, 3]);
  expect(mergeCounts(all, new Map([[2, 1]]), true).map(({ emphasised }) => emphasised)).toEqual([0, 1]);
});

describe('time units', () => {
  it.each([
    [2 * dayMs, 60, { ms: 3_600_000 }],
    [60 * dayMs, 60, { ms: dayMs }],
    [400 * dayMs, 60, { ms: 7 * dayMs }],
    [30 * 365 * dayMs, 60, { months: 12 }],
    [5_000 * 365 * dayMs, 60, { months: 1200 }],
  ])('a span of %d ms in at most %d steps takes %j', (span, steps, unit) => {
    expect(chooseTimeUnit(span, steps)).toEqual(unit);
  });

  it.each([
    [{ ms: 7 * dayMs }, '2018-07-01T10:00:00Z', '2018-06-25T00:00:00.000Z'],
    [{ months: 3 }, '2018-06-30T10:00:00Z', '2018-04-01T00:00:00.000Z'],
    [{ months: 12 }, '1969-06-30T10:00:00Z', '1969-01-01T00:00:00.000Z'],
  ])('%j of %s starts at %s', (unit, instant, start) => {
    expect(new Date(floorTo(unit, at(instant))).toISOString()).toBe(start);
  });

  it('steps over the lengths of months and years', () => {
    expect(new Date(stepBy({ months: 1 }, at('2019-12-15'), 3)).toISOString()).toBe(
      '2020-03-01T00:00:00.000Z',
    );
    expect(new Date(stepBy({ months: 1 }, at('2020-03-31'), -1)).toISOString()).toBe(
      '2020-02-01T00:00:00.000Z',
    );
  });
});
