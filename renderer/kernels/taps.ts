// Weights of a kernel along one axis, for each 128th of a pixel. Where `n` is the whole part of a position and `k` its
// fraction in 128ths, pixel `n + start(k) + t` has the weight `t` of step `k`. See `KernelKind` in kernels.ts.

const CUBIC: i32 = 1;
const AREA: i32 = 2;

const STEPS = 128;
/** Weights of bytes are 128ths: two sums of them, one after the other, stay within what SIMD multiplies at once. */
export const ONE: i32 = 128;
/** Up to so many taps are unrolled, with weights of 0 for those that are not there. */
export const FEW: i32 = 4;

const HEADER = 16;
const STARTS = 132 * 4;

/** How far a kernel reaches to either side of a position. */
function radiusOf(kind: i32, scale: f64): f64 {
  return kind == CUBIC ? 2 / scale : kind == AREA ? 0.5 + 0.5 / scale : 1 / scale;
}

@inline
function countOf(kind: i32, scale: f64): i32 {
  return <i32>Math.ceil(2 * radiusOf(kind, scale));
}

@inline
function strideOf(count: i32): i32 {
  return max(count, FEW);
}

/** Bytes that `buildTaps` writes. */
export function tapsBytes(kind: i32, scale: f64): i32 {
  return ownBytes(kind, scale) + (kind == CUBIC ? ownBytes(0, scale) : 0);
}

function ownBytes(kind: i32, scale: f64): i32 {
  const floats = (STEPS + 1) * strideOf(countOf(kind, scale)) * 4;
  return HEADER + STARTS + (STEPS + 1) * (FEW * 2 + FEW * 8) + ((floats + 15) & ~15) + 16;
}

@inline
export function countAt(taps: usize): i32 {
  return load<i32>(taps);
}

/** The taps for where not all pixels have full weight, of a kernel with negative weights; 0 for any other. */
@inline
export function plainTapsAt(taps: usize): usize {
  return load<u32>(taps, 8);
}

/** As in GDAL the pixel that a centre falls on has to have data, but any pixel does where an area is averaged. */
@inline
export function needsCentre(taps: usize): bool {
  return load<i32>(taps, 12) != AREA;
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
 * Builds the taps of a kernel that is widened by `1 / scale` where the picture is coarser than the source (`scale`
 * picture pixels for a source pixel), as GDAL's warp kernel does against aliasing. Those of negative weights are
 * floats only: beside no data they would ring, so that linear ones follow them for there.
 */
export function buildTaps(kind: i32, scale: f64, taps: usize): void {
  const count = countOf(kind, scale);
  const stride = strideOf(count);
  const radius = radiusOf(kind, scale);
  store<i32>(taps, count);
  store<i32>(taps, stride << 2, 4);
  store<u32>(taps, kind == CUBIC ? <u32>(taps + ownBytes(kind, scale)) : 0, 8);
  store<i32>(taps, kind, 12);
  for (let step = 0; step <= STEPS; step++) {
    const position = <f64>step / STEPS;
    const start = <i32>Math.floor(position - radius) + 1;
    store<i32>(taps + HEADER + (step << 2), start);
    const weights = floatsAt(taps, step);
    let sum: f64 = 0;
    for (let t = 0; t < count; t++) sum += weightAt(kind, <f64>(start + t) - position, scale);
    for (let t = 0; t < stride; t++) {
      const weight = t < count ? weightAt(kind, <f64>(start + t) - position, scale) / sum : 0;
      store<f32>(weights + (t << 2), <f32>weight);
    }
    if (count <= FEW && kind != CUBIC) roundWeights(taps, step);
  }
  if (kind == CUBIC) buildTaps(0, scale, plainTapsAt(taps));
}

/** Of a pixel whose centre is at a distance from the position: not yet divided by the sum of all. */
function weightAt(kind: i32, offset: f64, scale: f64): f64 {
  const distance = Math.abs(offset);
  const x = distance * scale;
  if (kind == AREA) {
    const half = 0.5 / scale;
    return Math.max(0, Math.min(distance + 0.5, half) - Math.max(distance - 0.5, -half));
  }
  if (kind != CUBIC) return Math.max(0, 1 - x);
  // Keys, "Cubic convolution interpolation for digital image processing" (1981), with a = -1/2.
  if (x <= 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((2.5 - 0.5 * x) * x - 4) * x + 2 : 0;
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
