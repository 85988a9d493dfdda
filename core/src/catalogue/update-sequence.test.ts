import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UpdateSequence } from './update-sequence.ts';

test('a change that becomes visible after one of a greater revision raises the sequence', () => {
  const sequence = new UpdateSequence();
  sequence.add({ revision: 10 }, 7);
  sequence.settle(7);
  const before = sequence.value;
  sequence.add({ revision: 9 }, 7);
  sequence.settle(7);
  expect(sequence.value).toBe(before + 1);
});

/** What a follower reads: revisions that are committed in any order, some never, with what is settled each time. */
const histories = fc
  .uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 30 })
  .chain((commits) =>
    fc.record({
      commits: fc.constant(commits),
      rounds: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 10 }),
    }),
  );

test('whatever the order of commits, each reading that brings something raises the sequence, and none lowers it', () => {
  fc.assert(
    fc.property(histories, ({ commits, rounds }) => {
      const sequence = new UpdateSequence();
      let [visible, settled] = [0, 0];
      for (const count of rounds) {
        const next = commits.slice(0, visible + count);
        const open = commits.slice(visible + count);
        const nowSettled = Math.max(settled, Math.min(Math.max(0, ...next), ...open.map((r) => r - 1)));
        const before = sequence.value;
        const isNew = next.length > visible;
        // Followers read again what was not settled the last time.
        for (const revision of next.filter((r) => r > settled)) sequence.add({ revision }, nowSettled);
        sequence.settle(nowSettled);
        [visible, settled] = [next.length, nowSettled];
        if (isNew) expect(sequence.value).toBeGreaterThan(before);
        expect(sequence.value).toBeGreaterThanOrEqual(before);
      }
    }),
  );
});

test('who sees all that is settled has the same sequence, whenever it began to look', () => {
  const [early, late] = [new UpdateSequence(), new UpdateSequence()];
  for (const revision of [3, 1]) early.add({ revision }, 0);
  early.settle(1);
  early.add({ revision: 2 }, 3);
  early.settle(3);
  late.add({ revision: 3 }, 3);
  late.settle(3);
  expect(late.value).toBe(early.value);
});
