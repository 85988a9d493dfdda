// Baseline JPEG (ITU-T T.81) of pictures of three colors: 16 x 16 pixels at a time become four blocks of luminance and
// one of each chrominance (4:2:0), with the Huffman codes of annex K.

import { BLOCK_BYTES, blocks, loadPixels } from './jpeg-colors';

/** Where each coefficient is in zigzag order (T.81 figure 5), bytes; rows and columns have changed places. */
const ZIGZAG = memory.data<u8>([
  0, 16, 2, 4, 18, 32, 48, 34, 20, 6, 8, 22, 36, 50, 64, 80, 66, 52, 38, 24, 10, 12, 26, 40, 54, 68, 82, 96, 112, 98,
  84, 70, 56, 42, 28, 14, 30, 44, 58, 72, 86, 100, 114, 116, 102, 88, 74, 60, 46, 62, 76, 90, 104, 118, 120, 106, 92,
  78, 94, 108, 122, 124, 110, 126,
]);

const coefficients = memory.data(64 * 2, 16);
const lastValues = memory.data(3 * 4, 16);

let to: usize = 0;
let held: u64 = 0;
let bits: i32 = 0;

/** Bits are taken from the top; a byte of all ones is followed by a zero. Up to 32 bits may follow between two flushes. */
@inline
function put(value: u32, count: i32): void {
  held = (held << count) | value;
  bits += count;
}

/** Writes four bytes where there are as many: hardly ever is one of them all ones. */
@inline
function flush(): void {
  if (bits < 32) return;
  bits -= 32;
  const four = <u32>(held >> bits);
  // Only a byte of ones, or one of 254 above it, carries into its top bit.
  if (four & 0x80808080 & ~(four + 0x01010101)) return writeBytes(four, 4);
  store<u32>(to, bswap<u32>(four));
  to += 4;
}

/** The lowest `count` bytes, the first one the highest. */
function writeBytes(bytes: u32, count: i32): void {
  for (let shift = (count - 1) << 3; shift >= 0; shift -= 8) {
    const byte = <u8>(bytes >> shift);
    store<u8>(to++, byte);
    if (byte == 255) store<u8>(to++, 0);
  }
}

/** Writes all whole bytes. */
function flushAll(): void {
  flush();
  const whole = bits >> 3;
  bits &= 7;
  writeBytes(<u32>(held >> bits), whole);
}

/**
 * Codes `rows` of 16-pixel rows of blocks. `pixels` are four-byte pixels whose rows are `width` pixels, a multiple of
 * 16. `tables` holds, for luminance and then chrominance, 64 reciprocals of quantisers in rows as 32-bit floats, 12
 * codes for DC and 256 for AC, each a code with its length in the upper half. `state` is 32 bytes that go from one
 * call to the next, zero at first. Returns the bytes written, at most 1,024 for each block row's 16 pixels.
 */
export function encodeJpeg(
  pixels: usize,
  width: i32,
  blockRows: i32,
  tables: usize,
  out: usize,
  state: usize,
  isLast: i32,
): i32 {
  to = out;
  held = load<u64>(state);
  bits = load<i32>(state, 8);
  memory.copy(lastValues, state + 12, 12);
  const rowBytes = width << 2;
  const chrominance = tables + TABLE_BYTES;
  for (let row = 0; row < blockRows; row++, pixels += rowBytes << 4) {
    for (let column = 0; column < rowBytes; column += 64) {
      loadPixels(pixels + column, rowBytes);
      for (let i = 0; i < 4; i++) encodeBlock(blocks + i * BLOCK_BYTES, tables, lastValues);
      encodeBlock(blocks + 4 * BLOCK_BYTES, chrominance, lastValues + 4);
      encodeBlock(blocks + 5 * BLOCK_BYTES, chrominance, lastValues + 8);
    }
  }
  if (isLast != 0) {
    // What is left of the last byte is ones.
    flush();
    put(127, 7);
    flushAll();
  }
  store<u64>(state, held);
  store<i32>(state, bits, 8);
  memory.copy(state + 12, lastValues, 12);
  return <i32>(to - out);
}

const RECIPROCALS = 0;
const DC_CODES = 256;
const AC_CODES = 256 + 48;
const TABLE_BYTES: i32 = 256 + 48 + 1024;

/** Eight samples each of eight rows as floats: the left and the right halves of the rows. */
const left = memory.data(8 * 16, 16);
const right = memory.data(8 * 16, 16);

/**
 * The transform of Arai, Agui and Nakajima (1988) along four columns of eight vectors at once, in place; what it
 * leaves scaled the quantisers make good.
 */
@inline
function transform(at: usize): void {
  const d0 = v128.load(at);
  const d1 = v128.load(at, 16);
  const d2 = v128.load(at, 32);
  const d3 = v128.load(at, 48);
  const d4 = v128.load(at, 64);
  const d5 = v128.load(at, 80);
  const d6 = v128.load(at, 96);
  const d7 = v128.load(at, 112);
  const s07 = f32x4.add(d0, d7);
  const s16 = f32x4.add(d1, d6);
  const s25 = f32x4.add(d2, d5);
  const s34 = f32x4.add(d3, d4);
  const e0 = f32x4.add(s07, s34);
  const e3 = f32x4.sub(s07, s34);
  const e1 = f32x4.add(s16, s25);
  const e2 = f32x4.sub(s16, s25);
  v128.store(at, f32x4.add(e0, e1));
  v128.store(at, f32x4.sub(e0, e1), 64);
  const z1 = f32x4.mul(f32x4.add(e2, e3), f32x4.splat(0.707106781));
  v128.store(at, f32x4.add(e3, z1), 32);
  v128.store(at, f32x4.sub(e3, z1), 96);
  const o7 = f32x4.sub(d0, d7);
  const o6 = f32x4.sub(d1, d6);
  const o5 = f32x4.sub(d2, d5);
  const o4 = f32x4.sub(d3, d4);
  const t0 = f32x4.add(o4, o5);
  const t1 = f32x4.add(o5, o6);
  const t2 = f32x4.add(o6, o7);
  const z5 = f32x4.mul(f32x4.sub(t0, t2), f32x4.splat(0.382683433));
  const z2 = f32x4.add(f32x4.mul(t0, f32x4.splat(0.541196100)), z5);
  const z4 = f32x4.add(f32x4.mul(t2, f32x4.splat(1.306562965)), z5);
  const z3 = f32x4.mul(t1, f32x4.splat(0.707106781));
  const z11 = f32x4.add(o7, z3);
  const z13 = f32x4.sub(o7, z3);
  v128.store(at, f32x4.add(z13, z2), 80);
  v128.store(at, f32x4.sub(z13, z2), 48);
  v128.store(at, f32x4.add(z11, z4), 16);
  v128.store(at, f32x4.sub(z11, z4), 112);
}

/** Four vectors as a matrix, transposed. */
@inline
function transposeTo(a: usize, out: usize): void {
  const r0 = v128.load(a);
  const r1 = v128.load(a, 16);
  const r2 = v128.load(a, 32);
  const r3 = v128.load(a, 48);
  const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(out, v128.shuffle<i64>(low01, low23, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(high01, high23, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(high01, high23, 1, 3), 48);
}

const turnedLeft = memory.data(8 * 16, 16);
const turnedRight = memory.data(8 * 16, 16);

/** Transforms and quantises a block; `coefficients` then has its transposed rows. */
function quantise(block: usize, reciprocals: usize): void {
  for (let row = 0; row < 128; row += 16) {
    const samples = v128.load(block + row);
    v128.store(left + row, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(samples)));
    v128.store(right + row, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(samples)));
  }
  transform(left);
  transform(right);
  transposeTo(left, turnedLeft);
  transposeTo(left + 64, turnedRight);
  transposeTo(right, turnedLeft + 64);
  transposeTo(right + 64, turnedRight + 64);
  transform(turnedLeft);
  transform(turnedRight);
  for (let row = 0; row < 8; row++) {
    const factors = reciprocals + (row << 5);
    const low = f32x4.nearest(f32x4.mul(v128.load(turnedLeft + (row << 4)), v128.load(factors)));
    const high = f32x4.nearest(f32x4.mul(v128.load(turnedRight + (row << 4)), v128.load(factors, 16)));
    v128.store(
      coefficients + (row << 4),
      i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high)),
    );
  }
}

@inline
function putValue(codes: usize, symbol: i32, value: i32, size: i32): void {
  const code = load<u32>(codes + (symbol << 2));
  put(code & 0xffff, code >> 16);
  // Negative values as their ones' complement (T.81 §F.1.2.1).
  put((value < 0 ? value - 1 : value) & ((1 << size) - 1), size);
}

@inline
function sizeOf(value: i32): i32 {
  return 32 - clz(abs(value));
}

function encodeBlock(block: usize, tables: usize, last: usize): void {
  quantise(block, tables + RECIPROCALS);
  const dc: i32 = load<i16>(coefficients);
  const difference = dc - load<i32>(last);
  store<i32>(last, dc);
  putValue(tables + DC_CODES, sizeOf(difference), difference, sizeOf(difference));
  flush();
  const codes = tables + AC_CODES;
  let seen = nonZero();
  let before = 0;
  while (seen != 0) {
    const k = <i32>ctz(seen);
    seen &= seen - 1;
    let run = k - before - 1;
    before = k;
    for (; run > 15; run -= 16) {
      const code = load<u32>(codes + (0xf0 << 2));
      put(code & 0xffff, code >> 16);
      flush();
    }
    const value: i32 = load<i16>(ordered + (k << 1));
    const size = sizeOf(value);
    putValue(codes, (run << 4) | size, value, size);
    flush();
  }
  if (before < 63) {
    const code = load<u32>(codes);
    put(code & 0xffff, code >> 16);
    flush();
  }
}

const ordered = memory.data(64 * 2, 16);

/** Puts coefficients in zigzag order; a bit for each that is not zero, without the first. */
function nonZero(): u64 {
  for (let k = 0; k < 64; k += 4) {
    const places = load<u32>(ZIGZAG + k);
    const at = ordered + (k << 1);
    store<i16>(at, load<i16>(coefficients + (places & 255)));
    store<i16>(at, load<i16>(coefficients + ((places >> 8) & 255)), 2);
    store<i16>(at, load<i16>(coefficients + ((places >> 16) & 255)), 4);
    store<i16>(at, load<i16>(coefficients + (places >> 24)), 6);
  }
  let zero: u64 = 0;
  for (let k = 0; k < 64; k += 16) {
    const none = i16x8.splat(0);
    const low = i16x8.eq(v128.load(ordered + (k << 1)), none);
    const high = i16x8.eq(v128.load(ordered + (k << 1), 16), none);
    zero |= <u64>i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)) << k;
  }
  return ~zero & ~1;
}
