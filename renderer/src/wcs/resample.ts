import type { Samples } from '../raster/cog.ts';
import { interpolateCell, type WarpCell } from '../draw/warp-cell.ts';
import type { PixelRect } from '../draw/map-picture.ts';
import type { Interpolation } from './interpolation.ts';

/** Source samples of some pixels of a level. */
export interface SourceSamples {
  /** Pixels of the level. */
  readonly rect: PixelRect;
  /** Samples a pixel. */
  readonly count: number;
  readonly samples: Samples;
  /** 0 where a mask says that there is no data; all is data where absent. */
  readonly mask?: Uint8Array;
  /** The value of each band that means no data. */
  readonly nodata: readonly (number | undefined)[];
}

/** What is written: pixels of the answer, whatever lies beyond the source being `fill`. */
export interface TargetSamples {
  readonly rect: PixelRect;
  readonly samples: Samples;
  /** Set where any band has data. */
  readonly mask: Uint8Array;
}

export interface ResampleOptions {
  readonly interpolation: Interpolation;
  /** Source pixels of the level that a pixel of the answer covers along its axes. */
  readonly ratio: { readonly x: number; readonly y: number };
  /** Pixels of the answer for one of the level, at most 1: how much wider the kernel is. */
  readonly scale: { readonly x: number; readonly y: number };
}

/** Positions that are meant to be edges of pixels belong to the pixel behind, as for GDAL. */
const SLACK_PX = 1e-9;

/**
 * Works out the samples of cells. A pixel is data where the source pixel under its middle is; others do not count.
 * Integers are rounded and kept within their type.
 */
export function resampleCell(
  source: SourceSamples,
  cell: WarpCell,
  target: TargetSamples,
  options: ResampleOptions,
): void {
  const width = target.rect.x1 - target.rect.x0;
  const range = rangeOf(target.samples);
  for (let row = 0; row < cell.height; row++) {
    for (let column = 0; column < cell.width; column++) {
      const [cellX, cellY] = interpolateCell(cell, column + 0.5, row + 0.5);
      const [x, y] = [cellX + SLACK_PX, cellY + SLACK_PX];
      const [px, py] = [Math.floor(x), Math.floor(y)];
      if (!isWithin(source, px, py)) continue;
      const pixel = (cell.y + row - target.rect.y0) * width + cell.x + column - target.rect.x0;
      for (let band = 0; band < source.count; band++) {
        const value = sampleAt(source, band, x, y, options);
        if (value === undefined) continue;
        target.samples[pixel * source.count + band] = range ? fit(value, range) : value;
        target.mask[pixel] = 255;
      }
    }
  }
}

const isWithin = ({ rect }: SourceSamples, x: number, y: number) =>
  x >= rect.x0 && y >= rect.y0 && x < rect.x1 && y < rect.y1;

/** Undefined where there is no data. */
function sampleAt(
  source: SourceSamples,
  band: number,
  x: number,
  y: number,
  { interpolation, ratio, scale }: ResampleOptions,
): number | undefined {
  const { name, kernel, reachPx } = interpolation;
  const middle = valueAt(source, band, Math.floor(x), Math.floor(y));
  if (name === 'nearest-neighbor') return middle;
  if (middle === undefined && kernel) return undefined;
  const reachX = kernel ? reachPx / scale.x : ratio.x / 2;
  const reachY = kernel ? reachPx / scale.y : ratio.y / 2;
  let [sum, weights] = [0, 0];
  for (let py = Math.floor(y - reachY); py <= Math.ceil(y + reachY) - 1; py++) {
    const weightY = kernel ? kernel((py + 0.5 - y) * scale.y) : share(py, y, reachY);
    if (weightY === 0) continue;
    for (let px = Math.floor(x - reachX); px <= Math.ceil(x + reachX) - 1; px++) {
      const weight = weightY * (kernel ? kernel((px + 0.5 - x) * scale.x) : share(px, x, reachX));
      const value = weight === 0 ? undefined : valueAt(source, band, px, py);
      if (value === undefined) continue;
      sum += value * weight;
      weights += weight;
    }
  }
  return weights === 0 ? undefined : sum / weights;
}

/** How much of a pixel lies within the reach of a position. */
const share = (pixel: number, at: number, reach: number) =>
  Math.max(0, Math.min(pixel + 1, at + reach) - Math.max(pixel, at - reach));

function valueAt(source: SourceSamples, band: number, x: number, y: number): number | undefined {
  if (!isWithin(source, x, y)) return undefined;
  const { rect, count, samples, mask, nodata } = source;
  const i = (y - rect.y0) * (rect.x1 - rect.x0) + x - rect.x0;
  if (mask && mask[i] === 0) return undefined;
  const value = samples[i * count + band]!;
  return value === nodata[band] || Number.isNaN(value) ? undefined : value;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Undefined for floats. */
function rangeOf(samples: Samples): Range | undefined {
  if (samples instanceof Float32Array || samples instanceof Float64Array) return undefined;
  const bits = samples.BYTES_PER_ELEMENT * 8;
  const isSigned =
    samples instanceof Int8Array || samples instanceof Int16Array || samples instanceof Int32Array;
  return isSigned ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 } : { min: 0, max: 2 ** bits - 1 };
}

const fit = (value: number, { min, max }: Range) => Math.min(max, Math.max(min, Math.floor(value + 0.5)));
