import { expect, test } from 'vitest';
import type { RevisitedProblem } from '@pvs/core/queue/revisits';
import { describeFailure } from './describe-failure.ts';

const now = Date.parse('2018-06-01T10:00:00Z');
const problem: RevisitedProblem = {
  ...{ stage: 'preprocess', id: 'in/a\u001B.tar', code: 'AssetsMissing', message: 'no TIFF\nin it' },
  ...{ at: '2018-06-01T09:50:00.000Z', attempts: 1, raw: 'in/a.tar', queue: 'preprocess_queue', detail: {} },
};
const head = ['in/a\u{FFFD}.tar', '  preprocess AssetsMissing, 2018-06-01T09:50:00.000Z, attempts: 1'];

test('a failure says where, when and why', () => {
  expect(describeFailure(problem, now)).toEqual([...head, '  no TIFF', '  in it']);
});

test.each([
  ['2018-06-01T10:05:00.000Z', 'at 2018-06-01T10:05:00Z, in 5 min'],
  ['2018-06-01T09:59:59.000Z', 'now'],
])('one whose reason may pass says that it is tried again, due %s', (due, when) => {
  expect(describeFailure({ ...problem, revisit: { due, number: 2, of: 3 } }, now).at(-1)).toBe(
    `  tried again by itself ${when} (2 of 3): AssetsMissing may pass`,
  );
});
