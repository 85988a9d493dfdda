import { expect, it } from 'vitest';
import { describeInterval } from './describe-time.ts';
import { parseInterval } from './time-interval.ts';

it.each([
  ['2018-06-30--2018-06-30', '30 Jun 2018'],
  ['2018-06-28--2018-06-30', '28 – 30 Jun 2018'],
  ['2018-06-30--2018-07-01', '30 Jun – 1 Jul 2018'],
  ['2017-12-31--2018-01-01', '31 Dec 2017 – 1 Jan 2018'],
  ['2018-06-30T10:01:05Z--2018-06-30T10:01:20Z', '30 Jun 2018, 10:01'],
  ['2018-06-30T10:00:00Z--2018-06-30T12:59:59.999Z', '30 Jun 2018, 10:00 – 12:59'],
  ['2018-06-30T23:59:00Z--2018-07-01T00:01:00Z', '30 Jun 2018, 23:59 – 1 Jul 2018, 00:01'],
])('%s reads %s', (interval, text) => {
  expect(describeInterval(parseInterval(interval)!)).toBe(text);
});
