import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scratchMemory } from './scratch.ts';

const bytes = fc.uint8Array({ maxLength: 400 });
/** Noise, runs, repetitions at every distance, few symbols, and symbols as unevenly frequent as codes allow. */
const pieces = fc.oneof(
  bytes,
  fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 1200 })).map(([byte, n]) => new Uint8Array(n).fill(byte)),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 40 }))
    .map(([part, times]) => Uint8Array.from(Array.from({ length: times }, () => [...part]).flat())),
  bytes.map((values) => values.map((value) => value & 1)),
  fc.integer({ min: 2, max: 19 }).map(fibonacci),
);
const contents = fc
  .array(pieces, { maxLength: 8 })
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));
/** Stored, fixed and dynamic blocks. */
const ways = fc.record({
  level: fc.constantFrom(0, 1, 6, 9),
  strategy: fc.constantFrom(0, 2, 3, 4),
  memLevel: fc.constantFrom(1, 8),
});

/** Each byte about as often as both rarer ones together: codes as long as they may be. */
function fibonacci(symbols: number): Uint8Array {
  const counts = [1, 1];
  while (counts.length < symbols) counts.push(counts.at(-1)! + counts.at(-2)!);
  return Uint8Array.from(counts.flatMap((count, i) => Array.from({ length: count }, () => i * 13)));
}

/** Undefined where the kernel calls the stream damaged. */
function inflate(stream: Uint8Array, most: number): Buffer | undefined {
  const scratch = scratchMemory();
  const source = scratch.allocate(stream.length + 512);
  const out = scratch.allocate(most + 512);
  scratch.bytes.set(stream, source);
  const written = scratch.kernels.inflate(source, stream.length, out, most);
  return written < 0 ? undefined : Buffer.from(scratch.bytes.subarray(out, out + written));
}

test('reads back what zlib compressed, in every kind of block', () => {
  fc.assert(
    fc.property(contents, ways, (content, way) => {
      expect(inflate(deflateSync(content, way), content.length)?.equals(content)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('codes of fifteen bits and distances of 32 KB are read', () => {
  const uneven = Buffer.from(fibonacci(22));
  const far = Buffer.concat([
    uneven.subarray(0, 33_000),
    Buffer.alloc(32_000, 7),
    uneven.subarray(0, 33_000),
  ]);
  for (const content of [uneven, far]) {
    expect(inflate(deflateSync(content, { level: 9 }), content.length)?.equals(content)).toBe(true);
    const huffmanOnly = deflateSync(content, { strategy: 2 });
    expect(inflate(huffmanOnly, content.length)?.equals(content)).toBe(true);
  }
});

test('more than was asked for is refused', () => {
  const content = Buffer.from(fibonacci(18));
  for (const level of [0, 6]) {
    expect(inflate(deflateSync(content, { level }), content.length - 1)).toBeUndefined();
  }
});

test('a stream that is cut or damaged is noticed wherever that is, and never leaves its memory', () => {
  const content = Buffer.from(fibonacci(16));
  fc.assert(
    fc.property(
      ways,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 255 }),
      (way, where, change) => {
        const stream = deflateSync(content, way);
        const at = Math.floor(where * (stream.length - 1));
        expect(inflate(stream.subarray(0, at), content.length)).toBeUndefined();
        const damaged = Buffer.from(stream);
        damaged[at]! ^= change;
        const read = inflate(damaged, content.length);
        // Bits that pad the last byte, and the header's hint at how hard was tried, mean nothing.
        expect(read === undefined || read.equals(content)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      inflate(Buffer.concat([Buffer.from([0x78, 0x01]), noise]), 4096);
    }),
    { numRuns: 2000 },
  );
});
