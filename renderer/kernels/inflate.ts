// Reads zlib streams (RFC 1950, RFC 1951). The loop is that of libdeflate: 64 bits at a time, one refill for several
// codes; codes of two literals come from one entry, since filtered pixels are hardly anything else.

import { adler32 } from './png';
import {
  buildDistances,
  buildLiterals,
  buildMeta,
  DISTANCE_BITS,
  distanceTable,
  END,
  INVALID,
  LINK,
  LITERAL_BITS,
  literalTable,
  META_BITS,
  metaTable,
  prepareMeanings,
  SPECIAL,
} from './inflate-tables';

/** Order in which the lengths of the codes for code lengths come. */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
const lengths = memory.data(320 + 256, 16);
const metaLengths = memory.data(19, 16);

let from: usize = 0;
let fromEnd: usize = 0;
let held: u64 = 0;
/** Bits held; only the lowest six bits of it count. */
let left: u32 = 0;
let to: usize = 0;
let toStart: usize = 0;
let toEnd: usize = 0;

@inline
function refill(): void {
  held |= load<u64>(from) << left;
  from += (~left >> 3) & 7;
  left |= 56;
}

@inline
function take(count: u32): u32 {
  const bits = <u32>held & ((1 << count) - 1);
  held >>= count;
  left -= count;
  return bits;
}

/** Bytes of the stream that were read and are not held. */
@inline
function readTo(): usize {
  return from - ((left & 63) >> 3);
}

/**
 * Decompresses a zlib stream of `length` bytes. Both `source` and `out` have 512 bytes to spare. Returns how many bytes
 * it wrote, or -1 where the stream is damaged or cut, or has more than `most` bytes.
 */
export function inflate(source: usize, length: i32, out: usize, most: i32): i32 {
  prepareMeanings();
  if (length < 6) return -1;
  const head: u32 = (<u32>load<u8>(source) << 8) | load<u8>(source, 1);
  // DEFLATE, no preset dictionary.
  if ((head & 0x0f00) != 0x0800 || (head & 0x20) != 0 || head % 31 != 0) return -1;
  from = source + 2;
  fromEnd = source + length;
  held = 0;
  left = 0;
  to = toStart = out;
  toEnd = out + most;
  let isLast: u32 = 0;
  while (isLast == 0) {
    refill();
    isLast = take(1);
    const kind = take(2);
    const isGood = kind == 0 ? copyStored() : kind == 1 ? fixedBlock() : kind == 2 ? dynamicBlock() : false;
    if (!isGood || readTo() > fromEnd || to > toEnd) return -1;
  }
  const end = readTo();
  if (end + 4 > fromEnd || adler32(1, out, <i32>(to - out)) != bswap<u32>(load<u32>(end))) return -1;
  return <i32>(to - out);
}

function copyStored(): bool {
  const at = readTo();
  const length = load<u16>(at);
  if (at + 4 > fromEnd || (length ^ load<u16>(at, 2)) != 0xffff || at + 4 + length > fromEnd) return false;
  if (to + length > toEnd) return false;
  memory.copy(to, at + 4, length);
  to += length;
  from = at + 4 + length;
  held = 0;
  left = 0;
  return true;
}

function fixedBlock(): bool {
  for (let i = 0; i < 288; i++) store<u8>(lengths + i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  memory.fill(lengths + 288, 5, 32);
  return buildLiterals(lengths, 288) && buildDistances(lengths + 288, 32) && readCodes();
}

/** A block with its own codes, whose lengths come first (RFC 1951 §3.2.7). */
function dynamicBlock(): bool {
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const metas = take(4) + 4;
  memory.fill(metaLengths, 0, 19);
  for (let i: u32 = 0; i < metas; i++) {
    if (i % 8 == 0) refill();
    store<u8>(metaLengths + load<u8>(ORDER + i), <u8>take(3));
  }
  if (!buildMeta(metaLengths) || !readLengths(literals + distances)) return false;
  return buildLiterals(lengths, literals) && buildDistances(lengths + literals, distances) && readCodes();
}

function readLengths(total: u32): bool {
  let i: u32 = 0;
  while (i < total) {
    refill();
    const entry = load<u32>(metaTable + ((<usize>held & ((1 << META_BITS) - 1)) << 2));
    if (entry & SPECIAL) return false;
    take(entry & 63);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(lengths + i++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const repeated: u8 = symbol == 16 ? load<u8>(lengths + i - 1) : 0;
    const times = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    // There is room for the longest run behind the last length.
    memory.fill(lengths + i, repeated, times);
    i += times;
  }
  return i == total;
}

/** Literals, lengths and distances up to the end of the block. */
function readCodes(): bool {
  // Globals are slow: the loop has all in locals.
  let at = from;
  let bits = held;
  let count = left;
  let out = to;
  const outEnd = toEnd;
  const inEnd = fromEnd + 8;
  let isGood = false;
  while (out <= outEnd && at <= inEnd) {
    bits |= load<u64>(at) << count;
    at += (~count >> 3) & 7;
    count |= 56;
    let entry = load<u32>(literalTable + ((<usize>bits & LITERAL_MASK) << 2));
    // Four entries of at most eleven bits before the next refill.
    if ((entry & SPECIAL) == 0) {
      store<u16>(out, <u16>(entry >> 16));
      out += (entry >> 8) & 3;
      bits >>= entry;
      count -= entry;
      entry = load<u32>(literalTable + ((<usize>bits & LITERAL_MASK) << 2));
      if ((entry & SPECIAL) == 0) {
        store<u16>(out, <u16>(entry >> 16));
        out += (entry >> 8) & 3;
        bits >>= entry;
        count -= entry;
        entry = load<u32>(literalTable + ((<usize>bits & LITERAL_MASK) << 2));
        if ((entry & SPECIAL) == 0) {
          store<u16>(out, <u16>(entry >> 16));
          out += (entry >> 8) & 3;
          bits >>= entry;
          count -= entry;
          entry = load<u32>(literalTable + ((<usize>bits & LITERAL_MASK) << 2));
          if ((entry & SPECIAL) == 0) {
            store<u16>(out, <u16>(entry >> 16));
            out += (entry >> 8) & 3;
            bits >>= entry;
            count -= entry;
            continue;
          }
        }
      }
    }
    // A length and a distance take 48 bits at most.
    bits |= load<u64>(at) << count;
    at += (~count >> 3) & 7;
    count |= 56;
    let before = bits;
    bits >>= entry;
    count -= entry;
    if (entry & LINK) {
      entry = load<u32>(literalTable + ((<usize>(entry >> 16) + (<usize>bits & LITERAL_REST)) << 2));
      before = bits;
      bits >>= entry;
      count -= entry;
      if ((entry & SPECIAL) == 0) {
        store<u8>(out++, <u8>(entry >> 16));
        continue;
      }
    }
    if (entry & (END | INVALID)) {
      isGood = (entry & END) != 0;
      break;
    }
    const length = (entry >> 16) + extraOf(before, entry);
    entry = load<u32>(distanceTable + ((<usize>bits & DISTANCE_MASK) << 2));
    before = bits;
    bits >>= entry;
    count -= entry;
    if (entry & LINK) {
      entry = load<u32>(distanceTable + ((<usize>(entry >> 16) + (<usize>bits & DISTANCE_REST)) << 2));
      before = bits;
      bits >>= entry;
      count -= entry;
    }
    const distance: usize = (entry >> 16) + extraOf(before, entry);
    if (entry & INVALID || distance > out - toStart) break;
    copyMatch(out, distance, length);
    out += length;
  }
  from = at;
  held = bits;
  left = count;
  to = out;
  return isGood;
}

const LITERAL_MASK: usize = (1 << LITERAL_BITS) - 1;
const LITERAL_REST: usize = (1 << (15 - LITERAL_BITS)) - 1;
const DISTANCE_MASK: usize = (1 << DISTANCE_BITS) - 1;
const DISTANCE_REST: usize = (1 << (15 - DISTANCE_BITS)) - 1;

/** The extra bits behind a code. */
@inline
function extraOf(bits: u64, entry: u32): u32 {
  return (<u32>bits & ((1 << (entry & 63)) - 1)) >> ((entry >> 8) & 15);
}

/** Copies what was written `distance` bytes before; may write up to 16 bytes more. */
@inline
function copyMatch(out: usize, distance: usize, length: u32): void {
  const end = out + length;
  let source = out - distance;
  if (distance >= 16) {
    for (; out < end; out += 16, source += 16) v128.store(out, v128.load(source));
  } else if (distance == 1) {
    const run = i8x16.splat(load<u8>(source));
    for (; out < end; out += 16) v128.store(out, run);
  } else {
    for (; out < end; out++, source++) store<u8>(out, load<u8>(source));
  }
}
