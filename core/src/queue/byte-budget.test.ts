import { expect, test } from 'vitest';
import { ByteBudget } from './byte-budget.ts';

const never = new AbortController().signal;

test('what does not fit waits in the order of asking until bytes are released', async () => {
  const budget = new ByteBudget(100);
  const admitted: number[] = [];
  const ask = (bytes: number, signal = never) =>
    budget.reserve(bytes, signal).then(() => admitted.push(bytes));
  const asked = [ask(60), ask(50), ask(10)];
  await asked[0];
  expect(admitted).toEqual([60]);
  budget.release(60);
  await Promise.all(asked);
  expect(admitted).toEqual([60, 50, 10]);
  expect(budget.reserved).toBe(60);
});

test('what is larger than everything is admitted alone, and one who gives up lets the next through', async () => {
  const budget = new ByteBudget(100);
  await budget.reserve(500, never);
  const stop = new AbortController();
  const given = budget.reserve(50, stop.signal);
  const next = budget.reserve(40, never);
  stop.abort(new Error('stopped'));
  await expect(given).rejects.toThrow('stopped');
  budget.release(500);
  await next;
  expect(budget.reserved).toBe(40);
});
