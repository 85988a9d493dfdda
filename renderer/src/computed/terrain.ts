import type { ContoursConfig, TerrainConfig, TerrainKind } from '@pvs/core/config/browse-type';

/** What is shown as the ends of a picture unless it says more. */
export const TERRAIN_RANGES: Readonly<Record<TerrainKind, readonly [number, number]>> = {
  slopeshade: [0, 90],
  aspect: [0, 360],
  tri: [0, 100],
  tpi: [-20, 20],
  roughness: [0, 100],
};

/**
 * Heights around a pixel, row by row from the north-west, and its size on the ground in metres. Where a neighbour has
 * no height, the surface goes on level.
 */
type Measure = (around: Float64Array, pixel: readonly [x: number, y: number]) => number;

const DEGREES = 180 / Math.PI;
const CENTRE = 4;

/** Differences over eight pixels, to the east and to the south (Horn, Hill shading and the reflectance map, 1981). */
const eastward = (a: Float64Array) => a[2]! + 2 * a[5]! + a[8]! - a[0]! - 2 * a[3]! - a[6]!;
const southward = (a: Float64Array) => a[6]! + 2 * a[7]! + a[8]! - a[0]! - 2 * a[1]! - a[2]!;

/** As gdaldem has them. */
const MEASURES: Readonly<Record<TerrainKind, Measure>> = {
  slopeshade: (around, [x, y]) =>
    Math.atan(Math.hypot(eastward(around) / (8 * x), southward(around) / (8 * y))) * DEGREES,
  /** Where the slope falls to; level ground faces nowhere. */
  aspect(around, [x, y]) {
    const [east, south] = [eastward(around) / x, southward(around) / y];
    if (east === 0 && south === 0) return NaN;
    return (Math.atan2(-east, south) * DEGREES + 360) % 360;
  },
  /** Riley et al., A terrain ruggedness index that quantifies topographic heterogeneity (1999). */
  tri(around) {
    let sum = 0;
    for (let i = 0; i < 9; i += 1) sum += (around[i]! - around[CENTRE]!) ** 2;
    return Math.sqrt(sum);
  },
  /** Wilson et al., Multiscale terrain analysis of multibeam bathymetry data (2007). */
  tpi(around) {
    let sum = 0;
    for (let i = 0; i < 9; i += 1) if (i !== CENTRE) sum += around[i]!;
    return around[CENTRE]! - sum / 8;
  },
  roughness(around) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < 9; i += 1) {
      low = Math.min(low, around[i]!);
      high = Math.max(high, around[i]!);
    }
    return high - low;
  },
};

/**
 * A property of the terrain for heights whose rows are `widthPx` long; the outermost pixels are neighbours only and
 * not part of the answer. NaN where there is none.
 */
export function terrain(
  heights: Float32Array,
  widthPx: number,
  pixel: readonly [number, number],
  { kind, exaggeration }: TerrainConfig,
): Float32Array {
  const measure = MEASURES[kind];
  const around = new Float64Array(9);
  return eachInside(heights, widthPx, (at) => {
    const centre = heights[at]!;
    if (Number.isNaN(centre)) return NaN;
    for (let row = -1, i = 0; row <= 1; row += 1) {
      for (let column = -1; column <= 1; column += 1, i += 1) {
        const height = heights[at + row * widthPx + column]!;
        around[i] = (Number.isNaN(height) ? centre : height) * exaggeration;
      }
    }
    return measure(around, pixel);
  });
}

/**
 * Lines of equal values, one pixel wide: the pixels that lie on a line or above it next to one below it have its
 * value, all others none. Rows are as with {@link terrain}.
 */
export function contours(
  heights: Float32Array,
  widthPx: number,
  { interval, base }: ContoursConfig,
): Float32Array {
  const stepOf = (at: number) => Math.floor((heights[at]! - base) / interval);
  return eachInside(heights, widthPx, (at) => {
    const step = stepOf(at);
    const isLine =
      stepOf(at - 1) < step ||
      stepOf(at + 1) < step ||
      stepOf(at - widthPx) < step ||
      stepOf(at + widthPx) < step;
    return isLine ? base + step * interval : NaN;
  });
}

/** The answers of all pixels but the outermost. */
function eachInside(heights: Float32Array, widthPx: number, valueAt: (at: number) => number): Float32Array {
  const heightPx = heights.length / widthPx;
  const out = new Float32Array((widthPx - 2) * (heightPx - 2));
  for (let y = 1, to = 0; y < heightPx - 1; y += 1)
    for (let x = 1; x < widthPx - 1; x += 1, to += 1) out[to] = valueAt(y * widthPx + x);
  return out;
}
