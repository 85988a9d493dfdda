import { expect, test } from 'vitest';
import { createPace, takeTurn } from './pace.ts';

test('who comes while others have the turn waits for theirs to end', () => {
  const first = takeTurn(0, 1000, 4, 5);
  expect(first).toEqual({ nextMs: 1020, waitMs: 0 });
  const second = takeTurn(first.nextMs, 1000, 4, 5);
  expect(second).toEqual({ nextMs: 1040, waitMs: 20 });
  expect(takeTurn(second.nextMs, 2000, 1, 5)).toEqual({ nextMs: 2005, waitMs: 0 });
});

test('waiting ends where the work does', async () => {
  const pace = createPace(0.001);
  await pace(1, AbortSignal.abort());
  await expect(pace(1, AbortSignal.timeout(20))).rejects.toThrow();
});
