// Puts windows together: samples of blocks become pixels of 32 bits (three bytes and a weight) or of four floats.

/**
 * Packs rows of interleaved bytes: three of the `stride` (at most 4) bytes of a pixel, with a weight of 255; those of
 * the color `none` (-1 for no such color) become 0. `source` has `count` pixels a row, without gaps, and 16 bytes to
 * spare at its end. Answers whether any pixel weighs anything.
 */
export function packBytes(
  source: usize,
  stride: i32,
  red: i32,
  green: i32,
  blue: i32,
  out: usize,
  outRowBytes: i32,
  count: i32,
  rows: i32,
  none: i32,
): i32 {
  let order = i8x16.splat(-1);
  for (let pixel = 0; pixel < 4; pixel++) {
    const lanes = pixel * stride;
    const place = red + lanes | (green + lanes) << 8 | (blue + lanes) << 16 | 0xff000000;
    order = pixel == 0 ? i32x4.replace_lane(order, 0, place)
      : pixel == 1 ? i32x4.replace_lane(order, 1, place)
      : pixel == 2 ? i32x4.replace_lane(order, 2, place)
      : i32x4.replace_lane(order, 3, place);
  }
  const noColor = i32x4.splat(none | 0xff000000);
  let any = i32x4.splat(0);
  for (let row = 0; row < rows; row++, out += outRowBytes) {
    let to = out;
    const end = out + (count << 2);
    for (; to + 16 <= end; to += 16, source += stride << 2) {
      const kept = packedAt(source, order, noColor, none);
      any = v128.or(any, kept);
      v128.store(to, kept);
    }
    for (; to < end; to += 4, source += stride) {
      const kept = i32x4.extract_lane(packedAt(source, order, noColor, none), 0);
      any = v128.or(any, i32x4.splat(kept));
      store<i32>(to, kept);
    }
  }
  return v128.any_true(any) ? 1 : 0;
}

@inline
function packedAt(source: usize, order: v128, noColor: v128, none: i32): v128 {
  const four = v128.or(v128.swizzle(v128.load(source), order), i32x4.splat(0xff000000));
  return none == -1 ? four : v128.andnot(four, i32x4.eq(four, noColor));
}

/** Copies one byte of each pixel of `sourceStep` bytes to one of each `outStep` bytes. */
export function spreadBytes(
  source: usize,
  sourceStep: i32,
  out: usize,
  outStep: i32,
  outRowBytes: i32,
  count: i32,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++, out += outRowBytes) {
    let to = out;
    for (const end = out + count * outStep; to < end; to += outStep, source += sourceStep)
      store<u8>(to, load<u8>(source));
  }
}

/** The kinds of samples; see kernel-memory.ts. */
function sampleAt(source: usize, kind: i32): f32 {
  switch (kind) {
    case 0: return <f32>load<u8>(source);
    case 1: return <f32>load<i8>(source);
    case 2: return <f32>load<u16>(source);
    case 3: return <f32>load<i16>(source);
    case 4: return <f32>load<u32>(source);
    case 5: return <f32>load<i32>(source);
    case 6: return load<f32>(source);
    default: return <f32>load<f64>(source);
  }
}

/** Copies one sample of each pixel of `sourceStep` bytes, times `factor`, to a float of each vector. */
export function spreadSamples(
  source: usize,
  kind: i32,
  sourceStep: i32,
  out: usize,
  outRowBytes: i32,
  count: i32,
  rows: i32,
  factor: f32,
): void {
  for (let row = 0; row < rows; row++, out += outRowBytes) {
    let to = out;
    const end = out + (count << 4);
    if (kind == 2) for (; to < end; to += 16, source += sourceStep) store<f32>(to, <f32>load<u16>(source) * factor);
    else if (kind == 6) for (; to < end; to += 16, source += sourceStep) store<f32>(to, load<f32>(source) * factor);
    else for (; to < end; to += 16, source += sourceStep) store<f32>(to, sampleAt(source, kind) * factor);
  }
}

/** Three samples of 16 bits as they are, with a weight of 1. `source` has 8 bytes to spare at its end. */
export function convertThree(
  source: usize,
  signed: i32,
  out: usize,
  outRowBytes: i32,
  count: i32,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++, out += outRowBytes) {
    let to = out;
    for (const end = out + (count << 4); to < end; to += 16, source += 6) {
      const words = signed != 0 ? v128.load_ext<i16>(source) : v128.load_ext<u16>(source);
      v128.store(to, f32x4.replace_lane(f32x4.convert_i32x4_s(words), 3, 1));
    }
  }
}

/** Gives a rectangle of packed pixels a weight. */
export function fillWeights(out: usize, outRowBytes: i32, count: i32, rows: i32, weight: i32): void {
  for (let row = 0; row < rows; row++, out += outRowBytes)
    for (let to = out + 3, end = to + (count << 2); to < end; to += 4) store<u8>(to, weight);
}

/** The same for vectors. */
export function fillFloatWeights(out: usize, outRowBytes: i32, count: i32, rows: i32, weight: f32): void {
  for (let row = 0; row < rows; row++, out += outRowBytes)
    for (let to = out + 12, end = to + (count << 4); to < end; to += 16) store<f32>(to, weight);
}

/** Takes the weight from pixels of `1 << size` bytes where the mask is 0; a weight is the last four or one bytes. */
export function applyMask(mask: usize, pixels: usize, count: i32, size: i32): void {
  for (const end = mask + count; mask < end; mask++, pixels += 1 << size) {
    if (load<u8>(mask) != 0) continue;
    if (size == 2) store<u8>(pixels, 0, 3);
    else store<f32>(pixels, 0, 12);
  }
}

/**
 * Premultiplies packed pixels with their weights in place; those of the color `none` (-1 for no such color) weigh
 * nothing. Answers whether any pixel weighs anything.
 */
export function weighPacked(pixels: usize, count: i32, none: i32): i32 {
  const noColor = i32x4.splat(none);
  const colors = i32x4.splat(0xffffff);
  const full = i32x4.splat(255);
  let any = i32x4.splat(0);
  const end = pixels + (count << 2);
  for (; pixels + 16 <= end; pixels += 16) {
    const four = v128.load(pixels);
    const kept = v128.andnot(four, i32x4.eq(v128.and(four, colors), noColor));
    const weights = i32x4.shr_u(kept, 24);
    any = v128.or(any, weights);
    const graded = v128.not(v128.or(i32x4.eq(weights, full), i32x4.eq(kept, i32x4.splat(0))));
    v128.store(pixels, kept);
    if (v128.any_true(graded)) for (let p = pixels; p < pixels + 16; p += 4) premultiply(p);
  }
  let some = v128.any_true(any);
  for (; pixels < end; pixels += 4) {
    if ((load<i32>(pixels) & 0xffffff) == none) store<i32>(pixels, 0);
    premultiply(pixels);
    some = some || load<u8>(pixels, 3) != 0;
  }
  return some ? 1 : 0;
}

function premultiply(pixel: usize): void {
  const weight: u32 = load<u8>(pixel, 3);
  if (weight == 255) return;
  for (let c = 0; c < 3; c++)
    store<u8>(pixel + c, <u8>((<u32>load<u8>(pixel + c) * weight + 127) / 255));
}

/**
 * Premultiplies vectors with their weights in place. A vector weighs nothing where each of its first `bands` floats
 * is its no-data value or NaN. Bits of the answer: 1 some vector weighs something, 2 one that does has no-data among
 * its floats.
 */
export function weighFloats(vectors: usize, count: i32, bands: i32, none0: f32, none1: f32, none2: f32): i32 {
  let none = f32x4.splat(none0);
  none = f32x4.replace_lane(none, 1, none1);
  none = f32x4.replace_lane(none, 2, none2);
  const all = (1 << bands) - 1;
  let found = 0;
  for (const end = vectors + (count << 4); vectors < end; vectors += 16) {
    const vector = v128.load(vectors);
    const weight = f32x4.extract_lane(vector, 3);
    const nan = f32x4.ne(vector, vector);
    const isVoid = v128.or(f32x4.eq(vector, none), nan);
    const lanes = i32x4.bitmask(isVoid) & all;
    if (lanes == all || weight == 0) {
      v128.store(vectors, f32x4.splat(0));
      continue;
    }
    found |= lanes == 0 ? 1 : 3;
    if (lanes == 0 && weight == 1) continue;
    const premultiplied = f32x4.mul(v128.andnot(vector, nan), f32x4.splat(weight));
    v128.store(vectors, f32x4.replace_lane(premultiplied, 3, weight));
  }
  return found;
}
