import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLzw } from '../raster/decode-lzw.ts';
import { encodeLzw } from './encode-lzw.ts';
import { encodePackBits } from './encode-pack-bits.ts';

/** Runs and noise, long enough that tables fill. */
const bytes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 300 })), { maxLength: 100 })
  .chain((runs) =>
    fc
      .uint8Array({ maxLength: 9000 })
      .map((noise) =>
        Uint8Array.from([...runs.flatMap(([value, count]) => Array<number>(count).fill(value)), ...noise]),
      ),
  );

test('LZW decodes to what was encoded', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      expect(Buffer.from(decodeLzw(encodeLzw(given), given.length))).toEqual(Buffer.from(given));
    }),
  );
});

test('LZW of much noise decodes', () => {
  const given = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i * 7919) >>> 5);
  expect(Buffer.from(decodeLzw(encodeLzw(given), given.length)).equals(Buffer.from(given))).toBe(true);
});

test('PackBits unpacks to what was packed', () => {
  fc.assert(
    fc.property(bytes, (given) => {
      expect(unpack(encodePackBits(given, Math.max(1, given.length)))).toEqual([...given]);
    }),
  );
});

/** TIFF 6.0 §9. */
function unpack(packed: Uint8Array): number[] {
  const out: number[] = [];
  for (let i = 0; i < packed.length;) {
    const n = packed[i]! > 127 ? packed[i]! - 256 : packed[i]!;
    if (n >= 0) {
      out.push(...packed.subarray(i + 1, i + n + 2));
      i += n + 2;
    } else {
      if (n !== -128) out.push(...Array<number>(1 - n).fill(packed[i + 1]!));
      i += 2;
    }
  }
  return out;
}
