import { expect, test } from 'vitest';
import type { ProductRef } from './product-ref.ts';
import { RecentChanges } from './recent-changes.ts';

const product = (identifier: string): ProductRef => ({
  identifier,
  collection: 'C',
  revision: 1,
  beginMs: 0,
  endMs: 0,
  boxes: [],
});

test('the last changes are there, newest first, and no more than the limit', () => {
  const changes = new RecentChanges(3);
  for (let n = 1; n <= 20; n += 1) {
    changes.add({ before: undefined, after: product(String(n)) });
    const names = [...changes].map(({ after }) => after?.identifier);
    expect(names).toEqual([n, n - 1, n - 2].filter((kept) => kept > 0).map(String));
  }
});
