import type { MapPicture } from './map-picture.ts';
import type { PaintRow } from './paint-row.ts';
import { PixelRun } from './pixel-run.ts';
import type { SourceWindow } from './source-window.ts';
import { TAP_STEPS, type Taps } from './taps.ts';
import type { WarpCell } from './warp-cell.ts';

type FloatWindow = Extract<SourceWindow, { kind: 'floats' }>;

export interface FloatWarp {
  readonly window: FloatWindow;
  readonly image: { readonly widthPx: number; readonly heightPx: number };
  readonly cells: readonly WarpCell[];
  readonly picture: MapPicture;
  readonly paint: PaintRow;
}

/**
 * Draws weighted samples: row by row interpolated values and weights go to the painter, which makes colours of
 * them. As in GDAL's warper, the source pixel that a picture pixel's centre falls on must have data, and
 * neighbours without data do not count. Without taps the nearest pixel is taken.
 */
export function warpFloats(warp: FloatWarp, taps?: readonly [x: Taps, y: Taps]): void {
  const { window, image, cells, picture, paint } = warp;
  const run = new PixelRun();
  const { buffer, byteOffset, byteLength } = picture.rgba;
  const rgba = new Uint8ClampedArray(buffer, byteOffset, byteLength);
  const channels = window.bandCount + 1;
  const interpolate = window.bandCount === 3 ? interpolateThree : interpolateOne;
  const widest = cells.reduce((most, cell) => Math.max(most, cell.width), 0);
  const values = new Float32Array(widest * channels);
  for (const cell of cells) {
    for (let row = 0; row < cell.height; row++) {
      if (!run.set(cell, row, image)) continue;
      run.sourceX -= window.rect.x0;
      run.sourceY -= window.rect.y0;
      if (taps) interpolate(window, run, ...taps, values);
      else takeNearest(window, run, values);
      paint(values, run.count, rgba, ((cell.y + row) * picture.widthPx + cell.x + run.first) * 4);
    }
  }
}

function takeNearest({ data, widthPx, bandCount }: FloatWindow, run: PixelRun, values: Float32Array): void {
  const channels = bandCount + 1;
  let { sourceX, sourceY } = run;
  for (let i = 0, o = 0; i < run.count; i++, sourceX += run.stepX, sourceY += run.stepY) {
    const p = ((sourceY | 0) * widthPx + (sourceX | 0)) * channels;
    for (let c = 0; c < channels; c++) values[o++] = data[p + c] as number;
  }
}

/** Three bands and their weight. */
function interpolateThree(
  { data, widthPx }: FloatWindow,
  run: PixelRun,
  { weights: columns, starts: startsX, stride: strideX, count: countX }: Taps,
  { weights: rows, starts: startsY, stride: strideY, count: countY }: Taps,
  values: Float32Array,
): void {
  const { stepX, stepY } = run;
  const rowLength = widthPx * 4;
  const end = run.count * 4;
  let { sourceX, sourceY } = run;
  for (let o = 0; o < end; o += 4, sourceX += stepX, sourceY += stepY) {
    values[o + 3] = 0;
    if (data[(sourceY | 0) * rowLength + (sourceX | 0) * 4 + 3] === 0) continue;
    // Windows begin at least a pixel before what is seen, so that positions are positive.
    const x = (sourceX - 0.5) | 0;
    const y = (sourceY - 0.5) | 0;
    const fractionX = ((sourceX - 0.5 - x) * TAP_STEPS + 0.5) | 0;
    const fractionY = ((sourceY - 0.5 - y) * TAP_STEPS + 0.5) | 0;
    const k = fractionX * strideX;
    let row = fractionY * strideY;
    let start = (y + (startsY[fractionY] as number)) * rowLength + (x + (startsX[fractionX] as number)) * 4;
    let red = 0;
    let green = 0;
    let blue = 0;
    let total = 0;
    for (let t = countY; t > 0; t--, start += rowLength, row++) {
      const rowWeight = rows[row] as number;
      for (let s = 0, p = start; s < countX; s++, p += 4) {
        const weight = rowWeight * (columns[k + s] as number);
        red += weight * (data[p] as number);
        green += weight * (data[p + 1] as number);
        blue += weight * (data[p + 2] as number);
        total += weight * (data[p + 3] as number);
      }
    }
    values[o] = red;
    values[o + 1] = green;
    values[o + 2] = blue;
    values[o + 3] = total;
  }
}

/** One band and its weight. */
function interpolateOne(
  { data, widthPx }: FloatWindow,
  run: PixelRun,
  { weights: columns, starts: startsX, stride: strideX, count: countX }: Taps,
  { weights: rows, starts: startsY, stride: strideY, count: countY }: Taps,
  values: Float32Array,
): void {
  const { stepX, stepY } = run;
  const rowLength = widthPx * 2;
  const end = run.count * 2;
  let { sourceX, sourceY } = run;
  for (let o = 0; o < end; o += 2, sourceX += stepX, sourceY += stepY) {
    values[o + 1] = 0;
    if (data[(sourceY | 0) * rowLength + (sourceX | 0) * 2 + 1] === 0) continue;
    // Windows begin at least a pixel before what is seen, so that positions are positive.
    const x = (sourceX - 0.5) | 0;
    const y = (sourceY - 0.5) | 0;
    const fractionX = ((sourceX - 0.5 - x) * TAP_STEPS + 0.5) | 0;
    const fractionY = ((sourceY - 0.5 - y) * TAP_STEPS + 0.5) | 0;
    const k = fractionX * strideX;
    let row = fractionY * strideY;
    let start = (y + (startsY[fractionY] as number)) * rowLength + (x + (startsX[fractionX] as number)) * 2;
    let grey = 0;
    let total = 0;
    for (let t = countY; t > 0; t--, start += rowLength, row++) {
      const rowWeight = rows[row] as number;
      for (let s = 0, p = start; s < countX; s++, p += 2) {
        const weight = rowWeight * (columns[k + s] as number);
        grey += weight * (data[p] as number);
        total += weight * (data[p + 1] as number);
      }
    }
    values[o] = grey;
    values[o + 1] = total;
  }
}
