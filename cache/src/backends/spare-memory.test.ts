import { expect, test } from 'vitest';
import { SpareMemory } from './spare-memory.ts';

test('memory that is taken back is lent again, and to one only', () => {
  const memory = new SpareMemory();
  const first = memory.take(70_000);
  memory.takeBack(first);
  memory.takeBack(first);
  const second = memory.take(100_000);
  expect(second.buffer).toBe(first.buffer);
  expect(second.length).toBe(100_000);
  expect(memory.take(10).buffer).not.toBe(first.buffer);
});

test('memory that was not lent is left alone: others look at it', () => {
  const memory = new SpareMemory();
  const shared = Buffer.from('a part of what Node’s small buffers share');
  memory.takeBack(shared);
  memory.takeBack(Buffer.allocUnsafeSlow(1024 ** 2));
  expect(memory.take(5).buffer).not.toBe(shared.buffer);
  expect(memory.take(5).buffer.byteLength).toBe(64 * 1024);
});

test('what is lent holds what is asked for, nothing included', () => {
  const memory = new SpareMemory();
  for (const size of [0, 1, 64 * 1024, 64 * 1024 + 1, 3]) {
    const body = memory.take(size);
    expect(body.length).toBe(size);
    memory.takeBack(body);
  }
});
