// What happens to interpolated pixels until they are part of the picture.

/** Looks the three colors of `count` words up in tables of 256 bytes; words of 0 stay. */
export function applyTables(words: usize, count: i32, tables: usize): void {
  for (const end = words + (count << 2); words < end; words += 4) {
    if (load<i32>(words) == 0) continue;
    store<u8>(words, load<u8>(tables + load<u8>(words)));
    store<u8>(words, load<u8>(tables + load<u8>(words, 1), 256), 1);
    store<u8>(words, load<u8>(tables + load<u8>(words, 2), 512), 2);
  }
}

/**
 * Stretches `count` vectors linearly into words: each of three floats, or the first one for all three where `bands`
 * is 1, less its minimum, times its factor. Where `opacity` is not 0 the weight is the opacity.
 */
export function stretchFloats(
  vectors: usize,
  count: i32,
  bands: i32,
  minima: usize,
  factors: usize,
  opacity: i32,
  words: usize,
): void {
  const minimum = v128.load(minima);
  const factor = v128.load(factors);
  for (const end = words + (count << 2); words < end; words += 4, vectors += 16) {
    const vector = v128.load(vectors);
    const weight = f32x4.extract_lane(vector, 3);
    if (!(weight > 0)) continue;
    const values = bands == 1 ? v128.shuffle<f32>(vector, vector, 0, 0, 0, 0) : vector;
    const straight = f32x4.mul(values, f32x4.splat(1 / weight));
    const stretched = f32x4.mul(f32x4.sub(straight, minimum), factor);
    const clamped = f32x4.min(f32x4.max(f32x4.add(stretched, f32x4.splat(0.5)), f32x4.splat(0)), f32x4.splat(255));
    const bytes = i32x4.trunc_sat_f32x4_s(clamped);
    const halves = i16x8.narrow_i32x4_s(bytes, bytes);
    const color = i32x4.extract_lane(i8x16.narrow_i16x8_u(halves, halves), 0) & 0xffffff;
    const alpha = opacity == 0 ? 255 : min(255, <i32>(weight * 255 + 0.5));
    store<i32>(words, alpha == 0 ? 0 : color | (alpha << 24));
  }
}

/** Steps of a table that values are looked up in. */
const LAST_STEP: f32 = 16383;

/**
 * The same by tables of 16,384 bytes one after the other, for red, green and blue: `factors` are of values to steps.
 */
export function lookUpFloats(
  vectors: usize,
  count: i32,
  bands: i32,
  minima: usize,
  factors: usize,
  tables: usize,
  opacity: i32,
  words: usize,
): void {
  const minimum = v128.load(minima);
  const factor = v128.load(factors);
  for (const end = words + (count << 2); words < end; words += 4, vectors += 16) {
    const vector = v128.load(vectors);
    const weight = f32x4.extract_lane(vector, 3);
    if (!(weight > 0)) continue;
    const values = bands == 1 ? v128.shuffle<f32>(vector, vector, 0, 0, 0, 0) : vector;
    const straight = f32x4.mul(values, f32x4.splat(1 / weight));
    const stretched = f32x4.add(f32x4.mul(f32x4.sub(straight, minimum), factor), f32x4.splat(0.5));
    const steps = i32x4.trunc_sat_f32x4_s(f32x4.min(f32x4.max(stretched, f32x4.splat(0)), f32x4.splat(LAST_STEP)));
    const red: i32 = load<u8>(tables + i32x4.extract_lane(steps, 0));
    const green: i32 = load<u8>(tables + 16384 + i32x4.extract_lane(steps, 1));
    const blue: i32 = load<u8>(tables + 32768 + i32x4.extract_lane(steps, 2));
    const alpha = opacity == 0 ? 255 : min(255, <i32>(weight * 255 + 0.5));
    store<i32>(words, alpha == 0 ? 0 : red | (green << 8) | (blue << 16) | (alpha << 24));
  }
}

/** Puts words beneath those of a picture: Porter and Duff's "destination over", straight alpha. */
export function putUnder(words: usize, picture: usize, count: i32): void {
  const end = words + (count << 2);
  for (; words + 16 <= end; words += 16, picture += 16) {
    if (!v128.any_true(v128.load(picture))) v128.store(picture, v128.load(words));
    else for (let at = 0; at < 16; at += 4) putPixelUnder(words + at, picture + at);
  }
  for (; words < end; words += 4, picture += 4) putPixelUnder(words, picture);
}

function putPixelUnder(word: usize, pixel: usize): void {
  const above: f64 = load<u8>(pixel, 3);
  const alpha: f64 = load<u8>(word, 3);
  if (above == 255 || alpha == 0) return;
  if (above == 0) {
    store<i32>(pixel, load<i32>(word));
    return;
  }
  const below = (alpha * (255 - above)) / 255;
  const total = above + below;
  for (let c = 0; c < 3; c++) {
    const mixed = (<f64>load<u8>(pixel + c) * above + <f64>load<u8>(word + c) * below) / total;
    store<u8>(pixel + c, <u8>(mixed + 0.5));
  }
  store<u8>(pixel, <u8>(total + 0.5), 3);
}
