import { expect, test } from 'vitest';
import { stageNames } from '@pvs/core/queue/stage-keys';
import { ratesOf } from './rates-of.ts';
import type { Moment } from './stage-history.ts';

const moment = (done: number, failed = 0, waiting = 0): Moment => {
  const one = { done, failed, waiting, working: 0 };
  return Object.fromEntries(stageNames.map((name) => [name, one])) as Moment;
};
const dated = (...moments: (Moment | undefined)[]) =>
  moments.map((one, i) => ({ minute: 100 + i * 2, moment: one }));
const register = (...moments: (Moment | undefined)[]) => ratesOf(dated(...moments), 1).stages.register;

test('rates are what was done in each step, a minute', () => {
  expect(register(moment(10), moment(14, 1, 7), moment(14, 3))).toEqual([
    { at: '1970-01-01T01:42:00.000Z', donePerMinute: 2, failedPerMinute: 0.5, waiting: 7 },
    { at: '1970-01-01T01:44:00.000Z', donePerMinute: 0, failedPerMinute: 1, waiting: 0 },
  ]);
});

test('what was done while nobody looked is spread over that time, and its queue is not known', () => {
  const steps = register(moment(0), undefined, undefined, moment(12));
  expect(steps.map(({ donePerMinute }) => donePerMinute)).toEqual([2, 2, 2]);
  expect(steps.map(({ waiting }) => waiting)).toEqual([null, null, 0]);
});

test('before the first look there is no rate, and none after the last', () => {
  const steps = register(undefined, moment(5), moment(9), undefined);
  expect(steps.map(({ donePerMinute }) => donePerMinute)).toEqual([null, 2, null]);
});

test('a stage that an earlier version did not know has no rate before', () => {
  const steps = register({}, moment(5), moment(9));
  expect(steps.map(({ donePerMinute, waiting }) => [donePerMinute, waiting])).toEqual([
    [null, 0],
    [2, 0],
  ]);
});

test('a Redis that was emptied counts from zero', () => {
  expect(register(moment(1000), moment(4))[0]?.donePerMinute).toBe(2);
});
