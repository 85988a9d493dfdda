// DEFLATE (RFC 1951) for filtered pixels, which hardly repeat themselves: Huffman codes and runs of one byte, no search
// for matches.

import { CODES, codeLengths, assignCodes } from './huffman';

const END: i32 = 256;
const FIRST_LENGTH: i32 = 257;
const LITERALS: i32 = 286;
const MIN_RUN: i32 = 4;
const MAX_RUN: i32 = 258;
const LENGTH_BASES = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]);
const LENGTH_EXTRAS = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
/** Order in which the lengths of the codes for code lengths are written. */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

const frequencies = memory.data(LITERALS * 4, 16);
const moreFrequencies = memory.data(256 * 4, 16);
const lengths = memory.data(LITERALS + 1, 16);
const codes = memory.data(CODES * 4, 16);
const treeSymbols = memory.data((LITERALS + 1) * 2, 16);
const treeFrequencies = memory.data(19 * 4, 16);
const treeLengths = memory.data(19, 16);
const treeCodes = memory.data(CODES * 4, 16);

let to: usize = 0;
let held: u64 = 0;
let bits: i32 = 0;

@inline
function put(value: u32, count: i32): void {
  held |= <u64>value << bits;
  bits += count;
}

/** Up to 56 bits may be put between two of these. */
@inline
function flush(): void {
  store<u64>(to, held);
  to += bits >> 3;
  held >>= bits & 56;
  bits &= 7;
}

/**
 * Compresses `length` bytes as one block. `state` is 16 bytes that go from one block of a stream to the next, zero at
 * first: bits not yet written, and how many. `source` has a byte that may be anything before and 32 after it. Returns
 * the bytes written, at most `2 * length + 1024`; the last block ends with a whole byte.
 */
export function deflateBlock(source: usize, length: i32, out: usize, state: usize, isLast: i32): i32 {
  to = out;
  held = load<u64>(state);
  bits = load<i32>(state, 8);
  countFrequencies(source, length);
  codeLengths(frequencies, LITERALS, 15, lengths);
  assignCodes(lengths, LITERALS, codes);
  put(isLast != 0 ? 5 : 4, 3);
  writeTrees();
  writeData(source, length);
  if (isLast != 0) bits = (bits + 7) & ~7;
  flush();
  store<u64>(state, held);
  store<i32>(state, bits, 8);
  return <i32>(to - out);
}

/** One bit for each of 16 bytes from `p` on: whether a run of MIN_RUN bytes like the one before begins there. */
@inline
function runsAt(p: usize): i32 {
  const low = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(p - 1)));
  const high = i8x16.bitmask(i8x16.eq(v128.load(p + 16), v128.load(p + 15)));
  const same = low | (high << 16);
  return same & (same >>> 1) & (same >>> 2) & (same >>> 3) & 0xffff;
}

/** Bytes from `p` on that are like the one before, at most MAX_RUN. */
function runLength(p: usize, end: usize): i32 {
  const byte = load<u8>(p - 1);
  const last = min(end, p + MAX_RUN);
  let q = p;
  while (q < last && load<u8>(q) == byte) q++;
  return <i32>(q - p);
}

function lengthSymbol(length: i32): i32 {
  let symbol = 0;
  while (symbol < 28 && length >= <i32>load<u16>(LENGTH_BASES + ((symbol + 1) << 1))) symbol++;
  return symbol;
}

@inline
function count(table: usize, byte: u8): void {
  const at = table + (<usize>byte << 2);
  store<u32>(at, load<u32>(at) + 1);
}

function countFrequencies(source: usize, length: i32): void {
  memory.fill(frequencies, 0, LITERALS * 4);
  memory.fill(moreFrequencies, 0, 256 * 4);
  const end = source + length;
  // The first byte has none before it.
  let p = source;
  if (p < end) count(frequencies, load<u8>(p++));
  while (p < end) {
    const runs = p + 16 <= end ? runsAt(p) : 1;
    if (runs == 0) {
      for (let i = 0; i < 16; i += 4) {
        const four = load<u32>(p + i);
        count(frequencies, <u8>four);
        count(moreFrequencies, <u8>(four >> 8));
        count(frequencies, <u8>(four >> 16));
        count(moreFrequencies, <u8>(four >> 24));
      }
      p += 16;
      continue;
    }
    const run = runLength(p, end);
    if (run >= MIN_RUN) {
      const at = frequencies + ((FIRST_LENGTH + lengthSymbol(run)) << 2);
      store<u32>(at, load<u32>(at) + 1);
      p += run;
    } else count(frequencies, load<u8>(p++));
  }
  for (let i = 0; i < 256; i++) {
    const at = frequencies + (i << 2);
    store<u32>(at, load<u32>(at) + load<u32>(moreFrequencies + (i << 2)));
  }
  store<u32>(frequencies + (END << 2), 1);
}

@inline
function putCode(table: usize, symbol: i32): void {
  const code = load<u32>(table + (symbol << 2));
  put(code & 0xffff, code >> 16);
}

/** The lengths of all codes, themselves in runs and with Huffman codes (RFC 1951 §3.2.7). */
function writeTrees(): void {
  let used = LITERALS;
  while (used > 257 && load<u8>(lengths + used - 1) == 0) used--;
  // The one distance there is, 1, has a code of one bit.
  store<u8>(lengths + used, 1);
  const symbols = packLengths(used + 1);
  store<u8>(lengths + used, 0);
  codeLengths(treeFrequencies, 19, 7, treeLengths);
  assignCodes(treeLengths, 19, treeCodes);
  let ordered = 19;
  while (ordered > 4 && load<u8>(treeLengths + load<u8>(ORDER + ordered - 1)) == 0) ordered--;
  put(used - 257, 5);
  put(0, 5);
  put(ordered - 4, 4);
  flush();
  for (let i = 0; i < ordered; i++) {
    put(load<u8>(treeLengths + load<u8>(ORDER + i)), 3);
    flush();
  }
  for (let i = 0; i < symbols; i++) {
    const packed: i32 = load<u16>(treeSymbols + (i << 1));
    const symbol = packed & 31;
    putCode(treeCodes, symbol);
    if (symbol == 16) put(packed >> 5, 2);
    else if (symbol == 17) put(packed >> 5, 3);
    else if (symbol == 18) put(packed >> 5, 7);
    flush();
  }
}

/** Each symbol with what its extra bits say, times 32. Returns how many there are. */
function packLengths(total: i32): i32 {
  memory.fill(treeFrequencies, 0, 19 * 4);
  let written = 0;
  let i = 0;
  while (i < total) {
    const length = load<u8>(lengths + i);
    let run = 1;
    while (i + run < total && load<u8>(lengths + i + run) == length) run++;
    let symbol: i32 = length;
    let extra = 0;
    let taken = 1;
    if (length == 0 && run >= 11) {
      taken = min(run, 138);
      symbol = 18;
      extra = taken - 11;
    } else if (length == 0 && run >= 3) {
      taken = run;
      symbol = 17;
      extra = taken - 3;
    } else if (i > 0 && load<u8>(lengths + i - 1) == length && run >= 3) {
      taken = min(run, 6);
      symbol = 16;
      extra = taken - 3;
    }
    store<u16>(treeSymbols + (written++ << 1), symbol | (extra << 5));
    const at = treeFrequencies + (symbol << 2);
    store<u32>(at, load<u32>(at) + 1);
    i += taken;
  }
  return written;
}

function writeData(source: usize, length: i32): void {
  const end = source + length;
  let p = source;
  if (p < end) putCode(codes, load<u8>(p++));
  flush();
  while (p < end) {
    const runs = p + 16 <= end ? runsAt(p) : 1;
    if (runs == 0) {
      writeSixteen(p);
      p += 16;
      continue;
    }
    const run = runLength(p, end);
    if (run >= MIN_RUN) {
      const symbol = lengthSymbol(run);
      putCode(codes, FIRST_LENGTH + symbol);
      put(run - load<u16>(LENGTH_BASES + (symbol << 1)), load<u8>(LENGTH_EXTRAS + symbol));
      put(0, 1);
      p += run;
    } else putCode(codes, load<u8>(p++));
    flush();
  }
  putCode(codes, END);
  flush();
}

@inline
function writeSixteen(p: usize): void {
  // Three codes of up to 15 bits and what is held of a byte fit between two flushes.
  for (let i = 0; i < 15; i += 3) {
    putCode(codes, load<u8>(p + i));
    putCode(codes, load<u8>(p + i, 1));
    putCode(codes, load<u8>(p + i, 2));
    flush();
  }
  putCode(codes, load<u8>(p, 15));
  flush();
}
