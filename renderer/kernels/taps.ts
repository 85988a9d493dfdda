// Weights of a linear kernel along one axis, for each 128th of a pixel. Where `n` is the whole part of a position and
// `k` its fraction in 128ths, pixel `n + start(k) + t` has the weight `t` of step `k`.

const STEPS = 128;
/** Weights of bytes are 128ths: two sums of them, one after the other, stay within what SIMD multiplies at once. */
export const ONE: i32 = 128;
/** Up to so many taps are unrolled, with weights of 0 for those that are not there. */
export const FEW: i32 = 4;

const HEADER = 16;
const STARTS = 132 * 4;

@inline
function countOf(scale: f64): i32 {
  return <i32>Math.ceil(2 / scale);
}

@inline
function strideOf(count: i32): i32 {
  return max(count, FEW);
}

/** Bytes that `buildTaps` writes. */
export function tapsBytes(scale: f64): i32 {
  const floats = (STEPS + 1) * strideOf(countOf(scale)) * 4;
  return HEADER + STARTS + (STEPS + 1) * (FEW * 2 + FEW * 8) + ((floats + 15) & ~15) + 16;
}

@inline
export function countAt(taps: usize): i32 {
  return load<i32>(taps);
}

@inline
export function startAt(taps: usize, step: i32): i32 {
  return load<i32>(taps + HEADER + (step << 2));
}

/** Where the weights of a step are as FEW pairs of 16-bit 128ths, each pair four times. */
@inline
export function pairsAt(taps: usize, step: i32): usize {
  return taps + HEADER + STARTS + (step << 5);
}

/** Where the weights of a step are as FEW 16-bit 128ths. */
@inline
export function integersAt(taps: usize, step: i32): usize {
  return taps + HEADER + STARTS + (STEPS + 1) * 32 + (step << 3);
}

/** Where the weights of a step are as floats that add up to 1. */
@inline
export function floatsAt(taps: usize, step: i32): usize {
  return taps + HEADER + STARTS + (STEPS + 1) * 40 + step * load<i32>(taps, 4);
}

/**
 * The triangle that bilinear interpolation is, widened by `1 / scale` where the picture is coarser than the source
 * (`scale` picture pixels for a source pixel, at most 1), as GDAL's warp kernel does against aliasing.
 */
export function buildTaps(scale: f64, taps: usize): void {
  const count = countOf(scale);
  const stride = strideOf(count);
  store<i32>(taps, count);
  store<i32>(taps, stride << 2, 4);
  for (let step = 0; step <= STEPS; step++) {
    const position = <f64>step / STEPS;
    const start = <i32>Math.floor(position - 1 / scale) + 1;
    store<i32>(taps + HEADER + (step << 2), start);
    const weights = floatsAt(taps, step);
    let sum: f64 = 0;
    for (let t = 0; t < count; t++) sum += weightAt(start + t, position, scale);
    for (let t = 0; t < stride; t++) {
      const weight = t < count ? weightAt(start + t, position, scale) / sum : 0;
      store<f32>(weights + (t << 2), <f32>weight);
    }
    if (count <= FEW) roundWeights(taps, step);
  }
}

@inline
function weightAt(pixel: i32, position: f64, scale: f64): f64 {
  return Math.max(0, 1 - Math.abs(<f64>pixel - position) * scale);
}

/** What rounding leaves over goes from one weight to the next, so that the sum stays. */
function roundWeights(taps: usize, step: i32): void {
  const weights = floatsAt(taps, step);
  const pairs = pairsAt(taps, step);
  let left: f64 = 0;
  for (let t = 0; t < FEW; t++) {
    const exact = <f64>load<f32>(weights + (t << 2)) * ONE + left;
    const rounded = Math.floor(exact + 0.5);
    left = exact - rounded;
    store<i16>(integersAt(taps, step) + (t << 1), <i16>rounded);
    for (let copy = 0; copy < 4; copy++)
      store<i16>(pairs + ((t >> 1) << 4) + (copy << 2) + ((t & 1) << 1), <i16>rounded);
  }
}
