/** Fractions of a pixel that have their own weights. */
export const TAP_STEPS = 128;

/**
 * Weights of a linear kernel along one axis. For a position relative to pixel centres, with `n` its whole part and
 * `k` its fraction in 128ths, pixel `n + starts[k] + t` weighs `weights[k * stride + t]`, for `t` below `count`.
 */
export interface Taps {
  /** How many pixels weigh anything. */
  readonly count: number;
  /** At least four, so that loops can be unrolled; weights past `count` are 0. */
  readonly stride: number;
  readonly starts: Int32Array;
  /** Add up to 1 at each step. */
  readonly weights: Float64Array;
  /** The same in 256ths, adding up to 256. */
  readonly integers: Int32Array;
}

/** How many pixels a kernel can reach to either side of a position. */
export const tapReach = (scale: number) => Math.ceil(1 / scale);

/**
 * The triangle that bilinear interpolation is, widened by `1 / scale` where the picture is coarser than the source
 * (`scale` picture pixels for a source pixel, at most 1), as GDAL's warp kernel does against aliasing.
 */
export function buildTaps(scale: number): Taps {
  const count = Math.ceil(2 / scale);
  const stride = Math.max(4, count);
  const starts = new Int32Array(TAP_STEPS + 1);
  const weights = new Float64Array((TAP_STEPS + 1) * stride);
  const integers = new Int32Array(weights.length);
  for (let step = 0; step <= TAP_STEPS; step++) {
    const fraction = step / TAP_STEPS;
    const start = Math.floor(fraction - 1 / scale) + 1;
    const first = step * stride;
    let sum = 0;
    for (let t = 0; t < count; t++) {
      const weight = Math.max(0, 1 - Math.abs(start + t - fraction) * scale);
      weights[first + t] = weight;
      sum += weight;
    }
    for (let t = 0; t < count; t++) weights[first + t] = (weights[first + t] as number) / sum;
    roundWeights(weights.subarray(first, first + count), integers.subarray(first, first + count));
    starts[step] = start;
  }
  return { count, stride, starts, weights, integers };
}

/** Rounds what is left over from one weight to the next, so that the sum stays. */
function roundWeights(weights: Float64Array, integers: Int32Array): void {
  let left = 0;
  for (let t = 0; t < weights.length; t++) {
    const exact = (weights[t] as number) * 256 + left;
    const rounded = Math.round(exact);
    integers[t] = rounded;
    left = exact - rounded;
  }
}
