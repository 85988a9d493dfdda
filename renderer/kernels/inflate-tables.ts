// Tables that turn the next bits of a DEFLATE stream (RFC 1951) into what they stand for, 32 bits an entry:
//
//   0–5    bits that it takes, with the extra bits of a length or a distance
//   8–9    of literals: how many bytes it stands for, one or two, which are in bits 16–23 and 24–31
//   8–11   of lengths and distances: bits of the code alone; of links: unused
//   12–15  SPECIAL, with END, LINK or INVALID; only SPECIAL: a length or distance, whose base is in bits 16–31
//
// Codes longer than a table's index end in a small table of their own, whose place a link has in bits 16–31.

export const SPECIAL: u32 = 0x8000;
export const END: u32 = 0x4000;
export const LINK: u32 = 0x2000;
export const INVALID: u32 = 0x1000;

const LITERALS: i32 = 288;
const DISTANCES: i32 = 32;
const MAX_LENGTH: i32 = 15;

export const LITERAL_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 8;
export const META_BITS: u32 = 7;

// At least two codes share a link, so that there are at most half as many links as symbols.
export const literalTable = memory.data((2048 + 144 * 16) * 4, 16);
export const distanceTable = memory.data((256 + 16 * 128) * 4, 16);
export const metaTable = memory.data(128 * 4, 16);

const literalMeanings = memory.data(LITERALS * 4, 16);
const distanceMeanings = memory.data(DISTANCES * 4, 16);
const metaMeanings = memory.data(19 * 4, 16);

const counts = memory.data(16 * 4, 16);
const nexts = memory.data(16 * 4, 16);

let isReady: bool = false;

/** Fills in what symbols stand for, see RFC 1951 §3.2.5. */
export function prepareMeanings(): void {
  if (isReady) return;
  isReady = true;
  for (let i = 0; i < 256; i++) store<u32>(literalMeanings + (i << 2), (i << 16) | (1 << 8));
  store<u32>(literalMeanings + (256 << 2), SPECIAL | END);
  let base: u32 = 3;
  for (let i = 0; i < 28; i++) {
    const extra: u32 = i < 8 ? 0 : (i >> 2) - 1;
    store<u32>(literalMeanings + ((257 + i) << 2), (base << 16) | SPECIAL | extra);
    base += 1 << extra;
  }
  store<u32>(literalMeanings + (285 << 2), (258 << 16) | SPECIAL);
  for (let i = 286; i < LITERALS; i++) store<u32>(literalMeanings + (i << 2), SPECIAL | INVALID);
  base = 1;
  for (let i = 0; i < 30; i++) {
    const extra: u32 = i < 4 ? 0 : (i >> 1) - 1;
    store<u32>(distanceMeanings + (i << 2), (base << 16) | SPECIAL | extra);
    base += 1 << extra;
  }
  for (let i = 30; i < DISTANCES; i++) store<u32>(distanceMeanings + (i << 2), SPECIAL | INVALID);
  for (let i = 0; i < 19; i++) store<u32>(metaMeanings + (i << 2), i << 16);
}

/** Of literals and lengths; pairs of literals with short codes share an entry. False where no such code exists. */
export function buildLiterals(lengths: usize, total: i32): bool {
  if (!build(lengths, total, literalMeanings, literalTable, LITERAL_BITS)) return false;
  // An entry whose bits are shifted out lies before it, and has not been paired yet.
  for (let i = (1 << LITERAL_BITS) - 1; i >= 0; i--) {
    const at = literalTable + (<usize>i << 2);
    const first = load<u32>(at);
    if (first & SPECIAL) continue;
    const used = first & 63;
    const second = load<u32>(literalTable + (<usize>(i >> used) << 2));
    const both = used + (second & 63);
    if (second & SPECIAL || both > LITERAL_BITS) continue;
    store<u32>(at, ((second & 0xff0000) << 8) | (first & 0xff0000) | (2 << 8) | both);
  }
  return true;
}

export function buildDistances(lengths: usize, total: i32): bool {
  return build(lengths, total, distanceMeanings, distanceTable, DISTANCE_BITS);
}

/** Of the codes for code lengths: entries are symbols in bits 16 and above. */
export function buildMeta(lengths: usize): bool {
  return build(lengths, 19, metaMeanings, metaTable, META_BITS);
}

/** Bits of a code in the order of the stream, where the first one is the lowest. */
function reversed(code: u32, length: u32): u32 {
  let bits = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >> 4) & 0x0f0f);
  bits = ((bits & 0x00ff) << 8) | ((bits >> 8) & 0x00ff);
  return bits >> (16 - length);
}

/** False where there are more codes than their lengths leave room for. */
function countLengths(lengths: usize, total: i32): bool {
  memory.fill(counts, 0, 16 * 4);
  for (let i = 0; i < total; i++) {
    const at = counts + (<usize>load<u8>(lengths + i) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  store<u32>(counts, 0);
  let code: u32 = 0;
  let room: i32 = 1;
  for (let length = 1; length <= MAX_LENGTH; length++) {
    const count = load<u32>(counts + (length << 2));
    code = (code + load<u32>(counts + ((length - 1) << 2))) << 1;
    store<u32>(nexts + (length << 2), code);
    room = (room << 1) - count;
    if (room < 0) return false;
  }
  return true;
}

function build(lengths: usize, total: i32, meanings: usize, table: usize, tableBits: u32): bool {
  if (!countLengths(lengths, total)) return false;
  const size: u32 = 1 << tableBits;
  const restBits = MAX_LENGTH - tableBits;
  // Whatever no code begins with is an error when it is met.
  for (let i: u32 = 0; i < size; i++) store<u32>(table + (i << 2), SPECIAL | INVALID);
  let end = size;
  for (let symbol = 0; symbol < total; symbol++) {
    const length: u32 = load<u8>(lengths + symbol);
    if (length == 0) continue;
    const next = nexts + (length << 2);
    const bits = reversed(load<u32>(next), length);
    store<u32>(next, load<u32>(next) + 1);
    const meaning = load<u32>(meanings + (symbol << 2));
    if (length <= tableBits) {
      const entry = withLength(meaning, length);
      for (let i = bits; i < size; i += 1 << length) store<u32>(table + (i << 2), entry);
      continue;
    }
    const link = table + ((bits & (size - 1)) << 2);
    if ((load<u32>(link) & LINK) == 0) {
      for (let i: u32 = 0; i < <u32>(1 << restBits); i++) store<u32>(table + ((end + i) << 2), SPECIAL | INVALID);
      store<u32>(link, (end << 16) | SPECIAL | LINK | tableBits);
      end += 1 << restBits;
    }
    const rest = length - tableBits;
    const entry = withLength(meaning, rest);
    const part = table + ((load<u32>(link) >> 16) << 2);
    for (let i = bits >> tableBits; i < <u32>(1 << restBits); i += 1 << rest) store<u32>(part + (i << 2), entry);
  }
  return true;
}

@inline
function withLength(meaning: u32, length: u32): u32 {
  return meaning + (meaning & SPECIAL ? length * 0x101 : length);
}
