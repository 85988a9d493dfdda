// Pixels of up to three samples and a weight, each a float: interpolated, four floats at once.

import { CELL_BYTES, count, first, fraction, setRun, startX, startY, stepX, stepY, whole } from './run';
import { countAt, FEW, floatsAt, needsCentre, plainTapsAt, startAt } from './taps';

/** Weights below this are of pixels some of whose neighbours have no data; above it is rounding. */
const NEARLY_FULL: f32 = 0.9999;

/** Whether nothing shows where the pixel that a centre falls on has no data. */
let byCentre: bool = true;

/**
 * Draws `cells` of a window whose rows are `width` pixels into vectors of a picture whose rows are `outWidth`: samples
 * times weight, then the weight, 0 where there is no data. `mode` is 0 for the nearest pixel, 1 for taps.
 */
export function warpFloats(
  cells: usize,
  cellCount: i32,
  window: usize,
  width: i32,
  out: usize,
  outWidth: i32,
  mode: i32,
  tapsX: usize,
  tapsY: usize,
): void {
  const rowBytes = width << 4;
  byCentre = mode == 1 && needsCentre(tapsX);
  const few = mode == 1 && countAt(tapsX) <= FEW && plainTapsAt(tapsX) == 0;
  for (let i = 0; i < cellCount; i++, cells += CELL_BYTES) {
    const left = load<i32>(cells);
    const top = load<i32>(cells, 4);
    const height = load<i32>(cells, 12);
    for (let row = 0; row < height; row++) {
      if (!setRun(cells, row)) continue;
      const to = out + (((top + row) * outWidth + left + first) << 4);
      if (mode == 0) nearestRun(window, rowBytes, to);
      else if (few) fewRun(window, rowBytes, to, tapsX, tapsY);
      else manyRun(window, rowBytes, to, tapsX, tapsY);
    }
  }
}

function nearestRun(window: usize, rowBytes: i32, out: usize): void {
  let x = startX;
  let y = startY;
  for (const end = out + (count << 4); out < end; out += 16, x += stepX, y += stepY)
    v128.store(out, v128.load(window + whole(y) * rowBytes + (whole(x) << 4)));
}

function fewRun(window: usize, rowBytes: i32, out: usize, tapsX: usize, tapsY: usize): void {
  const countX = countAt(tapsX);
  const countY = countAt(tapsY);
  let x = startX;
  let y = startY;
  for (const end = out + (count << 4); out < end; out += 16, x += stepX, y += stepY) {
    const kx = fraction(x);
    const ky = fraction(y);
    const columns = floatsAt(tapsX, kx);
    const first = v128.load_splat<f32>(columns);
    const second = v128.load_splat<f32>(columns, 4);
    const third = v128.load_splat<f32>(columns, 8);
    const fourth = v128.load_splat<f32>(columns, 12);
    let rows = floatsAt(tapsY, ky);
    let p = window + (whole(y) + startAt(tapsY, ky)) * rowBytes + ((whole(x) + startAt(tapsX, kx)) << 4);
    let sum = f32x4.splat(0);
    for (let t = 0; t < countY; t++, p += rowBytes, rows += 4) {
      let part = f32x4.add(f32x4.mul(v128.load(p), first), f32x4.mul(v128.load(p, 16), second));
      if (countX > 2) {
        part = f32x4.add(part, f32x4.mul(v128.load(p, 32), third));
        if (countX > 3) part = f32x4.add(part, f32x4.mul(v128.load(p, 48), fourth));
      }
      sum = f32x4.add(sum, f32x4.mul(part, v128.load_splat<f32>(rows)));
    }
    finish(out, sum, x, y, window, rowBytes);
  }
}

/** Any number of taps, where a file has no overviews, and those of negative weights. */
function manyRun(window: usize, rowBytes: i32, out: usize, tapsX: usize, tapsY: usize): void {
  const plainX = plainTapsAt(tapsX);
  const plainY = plainTapsAt(tapsY);
  let x = startX;
  let y = startY;
  for (const end = out + (count << 4); out < end; out += 16, x += stepX, y += stepY) {
    let sum = sumAt(x, y, window, rowBytes, tapsX, tapsY);
    if (plainX != 0 && leastWeight < 1) sum = sumAt(x, y, window, rowBytes, plainX, plainY);
    finish(out, sum, x, y, window, rowBytes);
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
  let p = window + (whole(y) + startAt(tapsY, ky)) * rowBytes + ((whole(x) + startAt(tapsX, kx)) << 4);
  let sum = f32x4.splat(0);
  let least = f32x4.splat(1);
  for (let t = 0; t < countY; t++, p += rowBytes) {
    let part = f32x4.splat(0);
    for (let s = 0; s < countX; s++) {
      const pixel = v128.load(p + (s << 4));
      least = f32x4.min(least, pixel);
      part = f32x4.add(part, f32x4.mul(pixel, v128.load_splat<f32>(columns + (s << 2))));
    }
    sum = f32x4.add(sum, f32x4.mul(part, v128.load_splat<f32>(rows + (t << 2))));
  }
  leastWeight = f32x4.extract_lane(least, 3);
  return sum;
}

@inline
function finish(out: usize, sum: v128, x: i64, y: i64, window: usize, rowBytes: i32): void {
  if (byCentre && f32x4.extract_lane(sum, 3) < NEARLY_FULL) {
    const column = whole(x + 0x80000000);
    const row = whole(y + 0x80000000);
    if (load<f32>(window + row * rowBytes + (column << 4), 12) == 0) return;
  }
  v128.store(out, sum);
}
