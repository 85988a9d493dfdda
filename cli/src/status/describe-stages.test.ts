import type { StageOverview } from '@pvs/core/queue/stage-overview';
import { expect, test } from 'vitest';
import { describeStages, duration } from './describe-stages.ts';

const stage: StageOverview = {
  stage: 'register',
  waiting: { register_queue: 3 },
  parked: 1,
  delayed: [
    { id: 'late', since: '2018-06-01T00:00:00.000Z', tries: 2, reason: 'S3\u001B[2J is away', due: '' },
  ],
  oldestS: 3700,
  working: [{ id: 'busy', progress: { step: 'classify', percent: 40, since: '' } }],
  succeeded: 12,
  failed: 2,
  workers: 1,
};

test('the table counts, the lines below say what is in work and what waits for what', () => {
  expect(describeStages([stage], { register: 6 })).toEqual([
    'stage     waiting  delayed  in work  done  failed  workers  oldest     rate',
    'register        4        1        1    12       2        1  1 h 1 min  6.0/min',
    '',
    'register  40 %  classify  busy',
    '',
    'register  waits since 2018-06-01T00:00:00Z  late  S3\u{FFFD}[2J is away',
  ]);
});

test.each([
  [8, '8 s'],
  [719, '11 min'],
  [90_061, '1 d 1 h'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));
