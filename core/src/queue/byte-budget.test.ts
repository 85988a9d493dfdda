import { expect, test } from 'vitest';
import { ByteBudget } from './byte-budget.ts';

const never = new AbortController().signal;

test('what does not fit waits until bytes are released, and what fits goes past it', async () => {
  const budget = new ByteBudget(100);
  const admitted: number[] = [];
  const ask = (bytes: number, signal = never) =>
    budget.reserve(bytes, signal).then(() => admitted.push(bytes));
  const asked = [ask(60), ask(50), ask(45), ask(10)];
  await Promise.all([asked[0], asked[3]]);
  expect(admitted).toEqual([60, 10]);
  budget.release(60);
  await asked[1];
  expect(admitted).toEqual([60, 10, 50]);
  budget.release(10);
  await asked[2];
  expect(budget.reserved).toBe(95);
});

test('one that does not fit is not gone past for ever', async () => {
  const budget = new ByteBudget(100);
  await budget.reserve(50, never);
  await budget.reserve(1, never);
  const admitted: string[] = [];
  const large = budget.reserve(60, never).then(() => admitted.push('large'));
  const small = Array.from({ length: 40 }, () => budget.reserve(1, never).then(() => admitted.push('small')));
  await Promise.all(small.slice(0, 16));
  expect(budget.reserved).toBe(50 + 1 + 16);
  budget.release(50);
  await Promise.all([large, ...small.slice(0, 39)]);
  expect(admitted.indexOf('large')).toBe(16);
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
