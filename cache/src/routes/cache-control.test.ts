import { expect, test } from 'vitest';
import { stackSchema } from '@pvs/core/config/stack';
import { cacheControlOf } from './cache-control.ts';

const stackOf = (maxAgeS?: number) =>
  stackSchema.parse({
    stack: 'test',
    title: 'T',
    collections: [{ id: 'PLAIN' }, { id: 'LIVE', maxAgeS: 0 }, { id: 'ARCHIVE', maxAgeS: 86_400 }],
    cache: { maxAgeS },
  });

test.each([
  [undefined, 'PLAIN', 'no-cache'],
  [undefined, 'ARCHIVE', 'max-age=86400, must-revalidate'],
  [300, 'PLAIN', 'max-age=300, must-revalidate'],
  [300, 'LIVE', 'no-cache'],
])('with %s s for all, %s has %s', (maxAgeS, collection, expected) => {
  expect(cacheControlOf(collection, stackOf(maxAgeS))).toBe(expected);
});

test('more than a week is refused', () => {
  expect(() => stackOf(7 * 24 * 3600 + 1)).toThrow(/604800/);
});
