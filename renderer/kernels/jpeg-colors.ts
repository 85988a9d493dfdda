// From pixels to the samples that a JPEG compresses (JFIF 1.02): luminance, and chrominance of 2 x 2 pixels at once.

/** The 16 x 16 pixels in work, as 16-bit samples: four blocks of Y, then a block each of Cb and Cr. */
export const BLOCK_BYTES = 128;
export const blocks = memory.data(BLOCK_BYTES * 6, 16);

/** Colors to luminance and chrominance (JFIF 1.02), in 2^15ths; what is added is half, and 128 less for luminance. */
const Y_RED: i32 = 9798;
const Y_GREEN: i32 = 19235;
const Y_BLUE: i32 = 3735;
const CB_RED: i32 = -5529;
const CB_GREEN: i32 = -10855;
const CR_GREEN: i32 = -13720;
const CR_BLUE: i32 = -2664;
const HALF: i32 = 16384;

/** Brings the 16 x 16 pixels at an address, whose rows lie `rowBytes` apart, into `blocks`. */
export function loadPixels(pixels: usize, rowBytes: i32): void {
  for (let y = 0; y < 16; y += 2) {
    const upper = pixels + y * rowBytes;
    for (let x = 0; x < 16; x += 8) {
      // Luminance of 8 pixels of two rows; sums of 2 x 2 pixels give four chrominances.
      const block = blocks + ((y >> 3 << 1) + (x >> 3)) * BLOCK_BYTES;
      const at = upper + (x << 2);
      const row = block + ((y & 7) << 4);
      storeLuminance(at, row);
      storeLuminance(at + rowBytes, row + 16);
      const sums = blocks + 4 * BLOCK_BYTES + (y >> 1 << 4) + x;
      storeChrominance(at, rowBytes, sums);
    }
  }
}

const LOW_PAIRS = i8x16(0, -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13, -1);
const BLUES = i8x16(2, -1, -1, -1, 6, -1, -1, -1, 10, -1, -1, -1, 14, -1, -1, -1);

@inline
function luminanceOf(four: v128): v128 {
  const redGreen = i32x4.dot_i16x8_s(v128.swizzle(four, LOW_PAIRS), i32x4.splat(Y_RED | (Y_GREEN << 16)));
  const blue = i32x4.dot_i16x8_s(v128.swizzle(four, BLUES), i32x4.splat(Y_BLUE));
  const sum = i32x4.add(i32x4.add(redGreen, blue), i32x4.splat(HALF - (128 << 15)));
  return i32x4.shr_s(sum, 15);
}

@inline
function storeLuminance(at: usize, row: usize): void {
  v128.store(row, i16x8.narrow_i32x4_s(luminanceOf(v128.load(at)), luminanceOf(v128.load(at, 16))));
}

/** Chrominances of eight pixels of two rows: four of each. */
@inline
function storeChrominance(at: usize, rowBytes: i32, sums: usize): void {
  const first = quadSums(v128.load(at), v128.load(at + rowBytes));
  const second = quadSums(v128.load(at, 16), v128.load(at + rowBytes, 16));
  // Each has two sums of four pixels: red, green, blue and opacity of the one, then of the other.
  const redGreen = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
  const blue = v128.and(v128.shuffle<i32>(first, second, 1, 3, 5, 7), i32x4.splat(0xffff));
  const cb = i32x4.add(
    i32x4.dot_i16x8_s(redGreen, i32x4.splat((CB_RED & 0xffff) | (CB_GREEN << 16))),
    i32x4.dot_i16x8_s(blue, i32x4.splat(HALF)),
  );
  const cr = i32x4.add(
    i32x4.dot_i16x8_s(redGreen, i32x4.splat(HALF | (CR_GREEN << 16))),
    i32x4.dot_i16x8_s(blue, i32x4.splat(CR_BLUE & 0xffff)),
  );
  const half = i32x4.splat(1 << 16);
  const cb4 = i32x4.shr_s(i32x4.add(cb, half), 17);
  const cr4 = i32x4.shr_s(i32x4.add(cr, half), 17);
  v128.store64_lane(sums, i16x8.narrow_i32x4_s(cb4, cb4), 0);
  v128.store64_lane(sums, i16x8.narrow_i32x4_s(cr4, cr4), 0, BLOCK_BYTES);
}

@inline
function quadSums(upper: v128, lower: v128): v128 {
  const first = i16x8.add(i16x8.extend_low_i8x16_u(upper), i16x8.extend_low_i8x16_u(lower));
  const second = i16x8.add(i16x8.extend_high_i8x16_u(upper), i16x8.extend_high_i8x16_u(lower));
  return i16x8.add(
    v128.shuffle<i64>(first, second, 0, 2),
    v128.shuffle<i64>(first, second, 1, 3),
  );
}
