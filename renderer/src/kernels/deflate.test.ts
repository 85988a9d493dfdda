import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scratchMemory } from './scratch.ts';

const bytes = fc.uint8Array({ maxLength: 400 });
/** Noise, runs of every length, few symbols, and symbols as unevenly frequent as codes allow. */
const pieces = fc.oneof(
  bytes,
  fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 1200 })).map(([byte, n]) => new Uint8Array(n).fill(byte)),
  bytes.map((values) => values.map((value) => value & 1)),
  fc.integer({ min: 2, max: 17 }).map(fibonacci),
);
const blocks = fc
  .array(pieces, { maxLength: 8 })
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

/** Each byte about as often as both rarer ones together, never twice in a row where it can be helped. */
function fibonacci(symbols: number): Uint8Array {
  const counts = [1, 1];
  while (counts.length < symbols) counts.push(counts.at(-1)! + counts.at(-2)!);
  const left = [...counts];
  const out: number[] = [];
  while (left.some((n) => n > 0)) for (let s = 0; s < symbols; s++) if (left[s]!-- > 0) out.push(s * 13);
  return Uint8Array.from(out);
}

function deflate(parts: readonly Uint8Array[]): Buffer {
  const scratch = scratchMemory();
  const { kernels } = scratch;
  const state = scratch.allocateZeroed(16);
  const written = parts.map((part, i) => {
    const source = scratch.allocate(part.length + 64) + 16;
    const out = scratch.allocate(part.length * 2 + 1024);
    scratch.bytes.set(part, source);
    const length = kernels.deflateBlock(source, part.length, out, state, i === parts.length - 1 ? 1 : 0);
    expect(length).toBeLessThanOrEqual(part.length * 2 + 1024);
    return Buffer.from(scratch.bytes.subarray(out, out + length));
  });
  return Buffer.concat(written);
}

test('zlib reads back what was compressed, in any number of blocks', () => {
  fc.assert(
    fc.property(fc.array(blocks, { minLength: 1, maxLength: 4 }), (parts) => {
      expect(inflateRawSync(deflate(parts)).equals(Buffer.concat(parts))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('codes are never longer than fifteen bits, however uneven the frequencies', () => {
  const uneven = fibonacci(24);
  expect(inflateRawSync(deflate([uneven])).equals(Buffer.from(uneven))).toBe(true);
});

test('a run takes a few bits, and noise hardly more than itself', () => {
  expect(deflate([new Uint8Array(100_000)]).length).toBeLessThan(400);
  const noise = Uint8Array.from({ length: 100_000 }, (_, i) => ((i * 2_654_435_761) >>> 13) & 255);
  expect(deflate([noise]).length).toBeLessThan(101_000);
});
