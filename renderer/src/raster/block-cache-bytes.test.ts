import { expect, test } from 'vitest';
import { defaultBlockCacheBytes } from './block-cache-bytes.ts';

const MB = 1024 ** 2;

test.each([
  ['a small container', 512, 2, 128],
  ['a small machine', 2048, 4, 256],
  ['a laptop', 16_384, 8, 512],
  ['a large machine', 262_144, 16, 1024],
])('on %s of %i MB with %i processors a process keeps %i MB', (_, memoryMb, processors, expectedMb) => {
  expect(defaultBlockCacheBytes(memoryMb * MB, processors)).toBe(expectedMb * MB);
});

test('it fits the machine the test runs on', () => {
  expect(defaultBlockCacheBytes()).toBeGreaterThanOrEqual(256 * MB);
});
