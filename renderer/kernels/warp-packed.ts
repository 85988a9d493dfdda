// Pixels of three bytes and a weight, one in 32 bits: interpolated, four bytes at once.

import { CELL_BYTES, count, first, fraction, setRun, startX, startY, stepX, stepY, whole } from './run';
import { countAt, FEW, floatsAt, integersAt, needsCentre, ONE, pairsAt, plainTapsAt, startAt } from './taps';

/** Sums of bytes, weighed twice with 128ths. */
const SHIFT: i32 = 14;
const ROUND: i32 = 1 << 13;
const FULL: i32 = 255 << 14;
const OPAQUE: i32 = 0xff000000;

/** Whether nothing shows where the pixel that a centre falls on has no data. */
let byCentre: bool = true;

/**
 * Draws `cells` of a window whose rows are `width` pixels into words of a picture whose rows are `outWidth`: straight
 * colours, 0 where there is no data. `mode` is 0 for the nearest pixel, 1 for four neighbours, 2 for taps. Where
 * `opacity` is not 0 weights are opacities, else whatever has data is opaque.
 */
export function warpPacked(
  cells: usize,
  cellCount: i32,
  window: usize,
  width: i32,
  out: usize,
  outWidth: i32,
  mode: i32,
  tapsX: usize,
  tapsY: usize,
  opacity: i32,
): void {
  const rowBytes = width << 2;
  byCentre = mode == 1 || (mode == 2 && needsCentre(tapsX));
  const isSmall = countAt(tapsX) <= FEW && countAt(tapsY) <= FEW;
  const few = mode == 2 && isSmall && plainTapsAt(tapsX) == 0;
  for (let i = 0; i < cellCount; i++, cells += CELL_BYTES) {
    const left = load<i32>(cells);
    const top = load<i32>(cells, 4);
    const height = load<i32>(cells, 12);
    for (let row = 0; row < height; row++) {
      if (!setRun(cells, row)) continue;
      const to = out + (((top + row) * outWidth + left + first) << 2);
      if (mode == 0) nearestRun(window, rowBytes, to, opacity);
      else if (mode == 1) narrowRun(window, rowBytes, to, opacity);
      else if (!few) manyRun(window, rowBytes, to, tapsX, tapsY, opacity);
      else if (countAt(tapsY) == 3) threeRun(window, rowBytes, to, tapsX, tapsY, opacity);
      else fourRun(window, rowBytes, to, tapsX, tapsY, opacity);
    }
  }
}

function nearestRun(window: usize, rowBytes: i32, out: usize, opacity: i32): void {
  let x = startX;
  let y = startY;
  for (const end = out + (count << 2); out < end; out += 4, x += stepX, y += stepY) {
    const pixel = load<i32>(window + whole(y) * rowBytes + (whole(x) << 2));
    if (pixel >>> 24 == 255) store<i32>(out, pixel);
    else if (pixel >>> 24 != 0) {
      const bytes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(i32x4.splat(pixel)));
      storeGraded(out, i32x4.shl(bytes, SHIFT), opacity);
    }
  }
}

function narrowRun(window: usize, rowBytes: i32, out: usize, opacity: i32): void {
  let x = startX;
  let y = startY;
  for (const end = out + (count << 2); out < end; out += 4, x += stepX, y += stepY) {
    const kx = fraction(x);
    const ky = fraction(y);
    const p = window + whole(y) * rowBytes + (whole(x) << 2);
    const upper = i16x8.mul(v128.load_ext<u8>(p), i16x8.splat(<i16>(ONE - ky)));
    const lower = i16x8.mul(v128.load_ext<u8>(p + rowBytes), i16x8.splat(<i16>ky));
    const columns = i32x4.splat((ONE - kx) | (kx << 16));
    const sum = i32x4.dot_i16x8_s(pairsOf(i16x8.add(upper, lower)), columns);
    finish(out, sum, x, y, window, rowBytes, opacity);
  }
}

function threeRun(window: usize, rowBytes: i32, out: usize, tapsX: usize, tapsY: usize, opacity: i32): void {
  let x = startX;
  let y = startY;
  for (const end = out + (count << 2); out < end; out += 4, x += stepX, y += stepY) {
    const kx = fraction(x);
    const ky = fraction(y);
    let p = window + (whole(y) + startAt(tapsY, ky)) * rowBytes + ((whole(x) + startAt(tapsX, kx)) << 2);
    const rows = integersAt(tapsY, ky);
    let weight = v128.load_splat<i16>(rows);
    let left = i16x8.mul(v128.load_ext<u8>(p), weight);
    let right = i16x8.mul(v128.load_ext<u8>(p, 8), weight);
    p += rowBytes;
    weight = v128.load_splat<i16>(rows, 2);
    left = i16x8.add(left, i16x8.mul(v128.load_ext<u8>(p), weight));
    right = i16x8.add(right, i16x8.mul(v128.load_ext<u8>(p, 8), weight));
    p += rowBytes;
    weight = v128.load_splat<i16>(rows, 4);
    left = i16x8.add(left, i16x8.mul(v128.load_ext<u8>(p), weight));
    right = i16x8.add(right, i16x8.mul(v128.load_ext<u8>(p, 8), weight));
    finish(out, sumOf(left, right, pairsAt(tapsX, kx)), x, y, window, rowBytes, opacity);
  }
}

function fourRun(window: usize, rowBytes: i32, out: usize, tapsX: usize, tapsY: usize, opacity: i32): void {
  const countY = countAt(tapsY);
  let x = startX;
  let y = startY;
  for (const end = out + (count << 2); out < end; out += 4, x += stepX, y += stepY) {
    const kx = fraction(x);
    const ky = fraction(y);
    let p = window + (whole(y) + startAt(tapsY, ky)) * rowBytes + ((whole(x) + startAt(tapsX, kx)) << 2);
    let rows = integersAt(tapsY, ky);
    let left = i16x8.splat(0);
    let right = i16x8.splat(0);
    for (let t = 0; t < countY; t++, p += rowBytes, rows += 2) {
      const weight = v128.load_splat<i16>(rows);
      left = i16x8.add(left, i16x8.mul(v128.load_ext<u8>(p), weight));
      right = i16x8.add(right, i16x8.mul(v128.load_ext<u8>(p, 8), weight));
    }
    finish(out, sumOf(left, right, pairsAt(tapsX, kx)), x, y, window, rowBytes, opacity);
  }
}

/**
 * Any number of taps, where a file has no overviews, and those of negative weights. In floats: many small weights do
 * not round well, and bytes times large ones do not fit into 16 bits.
 */
function manyRun(window: usize, rowBytes: i32, out: usize, tapsX: usize, tapsY: usize, opacity: i32): void {
  const plainX = plainTapsAt(tapsX);
  const plainY = plainTapsAt(tapsY);
  let x = startX;
  let y = startY;
  for (const end = out + (count << 2); out < end; out += 4, x += stepX, y += stepY) {
    let sum = sumAt(x, y, window, rowBytes, tapsX, tapsY);
    if (plainX != 0 && leastWeight < 255)
      sum = sumAt(x, y, window, rowBytes, plainX, plainY);
    finish(out, sum, x, y, window, rowBytes, opacity);
  }
}

/** Of the pixels that `sumAt` has just added up. */
let leastWeight: f32 = 0;

function sumAt(x: i64, y: i64, window: usize, rowBytes: i32, tapsX: usize, tapsY: usize): v128 {
  const countX = countAt(tapsX);
  const countY = countAt(tapsY);
  const kx = fraction(x);
  const ky = fraction(y);
  const columns = floatsAt(tapsX, kx);
  const rows = floatsAt(tapsY, ky);
  let p = window + (whole(y) + startAt(tapsY, ky)) * rowBytes + ((whole(x) + startAt(tapsX, kx)) << 2);
  let sum = f32x4.splat(0);
  let least = f32x4.splat(255);
  for (let t = 0; t < countY; t++, p += rowBytes) {
    let part = f32x4.splat(0);
    for (let s = 0; s < countX; s++) {
      const pixel = i16x8.extend_low_i8x16_u(v128.load32_zero(p + (s << 2)));
      const bytes = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(pixel));
      least = f32x4.min(least, bytes);
      part = f32x4.add(part, f32x4.mul(bytes, v128.load_splat<f32>(columns + (s << 2))));
    }
    sum = f32x4.add(sum, f32x4.mul(part, v128.load_splat<f32>(rows + (t << 2))));
  }
  leastWeight = f32x4.extract_lane(least, 3);
  return i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(sum, f32x4.splat(<f32>(1 << SHIFT))), f32x4.splat(0.5)));
}

/** Two neighbours' bytes beside each other, as dot products want them. */
@inline
function pairsOf(rows: v128): v128 {
  return v128.shuffle<i16>(rows, rows, 0, 4, 1, 5, 2, 6, 3, 7);
}

@inline
function sumOf(left: v128, right: v128, weights: usize): v128 {
  return i32x4.add(
    i32x4.dot_i16x8_s(pairsOf(left), v128.load(weights)),
    i32x4.dot_i16x8_s(pairsOf(right), v128.load(weights, 16)),
  );
}

@inline
function finish(out: usize, sum: v128, x: i64, y: i64, window: usize, rowBytes: i32, opacity: i32): void {
  // Sums of floats may be off by some of their last digits.
  if (i32x4.extract_lane(sum, 3) >= FULL - 64) return storeOpaque(out, sum);
  if (!byCentre) return storeGraded(out, sum, opacity);
  const column = whole(x + 0x80000000);
  const row = whole(y + 0x80000000);
  if (load<u8>(window + row * rowBytes + (column << 2), 3) != 0) storeGraded(out, sum, opacity);
}

@inline
function storeOpaque(out: usize, sum: v128): void {
  const bytes = i32x4.shr_s(i32x4.add(sum, i32x4.splat(ROUND)), SHIFT);
  const words = i16x8.narrow_i32x4_s(bytes, bytes);
  store<i32>(out, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0) | OPAQUE);
}

/** A pixel whose sums are premultiplied with a weight that is not full. */
function storeGraded(out: usize, sum: v128, opacity: i32): void {
  const weight = i32x4.extract_lane(sum, 3);
  if (weight == 0) return;
  const scale = f32x4.splat(<f32>255 / <f32>weight);
  const straight = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), scale), f32x4.splat(0.5));
  const bytes = i32x4.trunc_sat_f32x4_s(f32x4.min(straight, f32x4.splat(255)));
  const words = i16x8.narrow_i32x4_s(bytes, bytes);
  const color = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0) & ~OPAQUE;
  const alpha = opacity == 0 ? 255 : (weight + ROUND) >> SHIFT;
  if (alpha != 0) store<i32>(out, color | (alpha << 24));
}
