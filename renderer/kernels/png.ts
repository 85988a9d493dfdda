// What PNG and JPEG need of a picture's pixels before they are compressed.

const COLORS = i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);

const ADLER: u32 = 65521;
/** So many bytes can be summed in 32 bits (RFC 1950). */
const ADLER_BYTES: i32 = 5552;

/** Adler-32 of what came before, as `adler`, and of `length` bytes more. */
export function adler32(adler: u32, source: usize, length: i32): u32 {
  let low: u32 = adler & 0xffff;
  let high: u32 = adler >> 16;
  const down = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const rest = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (length > 0) {
    let chunk = min(length, ADLER_BYTES);
    length -= chunk;
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    let blocks = 0;
    for (; chunk >= 16; chunk -= 16, source += 16, blocks++) {
      const bytes = v128.load(source);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), down));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), rest));
    }
    high += low * (blocks << 4) + total(before) * 16 + total(weighted);
    low += total(sums);
    for (; chunk > 0; chunk--) {
      low += load<u8>(source++);
      high += low;
    }
    low %= ADLER;
    high %= ADLER;
  }
  return (high << 16) | low;
}

@inline
function total(v: v128): u32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

const OPAQUE: i32 = 0xff000000;

/**
 * Looks at `count` pixels, a multiple of 4. Bit 0: some pixel shows something. Bit 1: some pixel is not opaque. Bit 2:
 * some pixel that is not grey.
 */
export function analyse(pixels: usize, count: i32): i32 {
  const alpha = i32x4.splat(OPAQUE);
  let all = i32x4.splat(-1);
  let any = i32x4.splat(0);
  let colored = i32x4.splat(0);
  for (const end = pixels + (count << 2); pixels < end; pixels += 16) {
    const four = v128.load(pixels);
    all = v128.and(all, four);
    any = v128.or(any, four);
    // Red against green, green against blue.
    colored = v128.or(colored, v128.xor(four, i32x4.shr_u(four, 8)));
  }
  const shows = v128.any_true(v128.and(any, alpha)) ? 1 : 0;
  const isOpaque = i32x4.all_true(i32x4.eq(v128.and(all, alpha), alpha)) ? 0 : 2;
  return shows | isOpaque | (v128.any_true(v128.and(colored, i32x4.splat(0xffff))) ? 4 : 0);
}

/** Lays `count` pixels, a multiple of 4, over an opaque color, in place. */
export function layOver(pixels: usize, count: i32, red: u32, green: u32, blue: u32): void {
  const alpha = i32x4.splat(OPAQUE);
  for (const end = pixels + (count << 2); pixels < end; pixels += 16) {
    if (i32x4.all_true(i32x4.eq(v128.and(v128.load(pixels), alpha), alpha))) continue;
    for (let p = pixels; p < pixels + 16; p += 4) {
      const opacity: u32 = load<u8>(p, 3);
      store<u8>(p, <u8>mixed(load<u8>(p), red, opacity));
      store<u8>(p, <u8>mixed(load<u8>(p, 1), green, opacity), 1);
      store<u8>(p, <u8>mixed(load<u8>(p, 2), blue, opacity), 2);
      store<u8>(p, 255, 3);
    }
  }
}

@inline
function mixed(above: u32, below: u32, opacity: u32): u32 {
  return (above * opacity + below * (255 - opacity) + 127) / 255;
}

/** Keeps three bytes of `count` pixels, a multiple of 4. `out` has 4 bytes to spare. */
export function dropOpacity(pixels: usize, count: i32, out: usize): void {
  for (const end = pixels + (count << 2); pixels < end; pixels += 16, out += 12)
    v128.store(out, v128.swizzle(v128.load(pixels), COLORS));
}
