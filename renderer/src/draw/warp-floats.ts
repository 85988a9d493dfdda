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
  const channels = window.bandCount + 1;
  const widest = cells.reduce((most, cell) => Math.max(most, cell.width), 0);
  const values = new Float32Array(widest * channels);
  for (const cell of cells) {
    for (let row = 0; row < cell.height; row++) {
      if (!run.set(cell, row, image)) continue;
      run.sourceX -= window.rect.x0;
      run.sourceY -= window.rect.y0;
      if (taps) interpolateRun(window, run, ...taps, values);
      else takeNearest(window, run, values);
      paint(values, run.count, picture.rgba, ((cell.y + row) * picture.widthPx + cell.x + run.first) * 4);
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

function interpolateRun(
  { data, widthPx, bandCount }: FloatWindow,
  run: PixelRun,
  tapsX: Taps,
  tapsY: Taps,
  values: Float32Array,
): void {
  const channels = bandCount + 1;
  const rowLength = widthPx * channels;
  const [weightsX, weightsY, countX, countY] = [tapsX.weights, tapsY.weights, tapsX.count, tapsY.count];
  let { sourceX, sourceY } = run;
  for (let i = 0, o = 0; i < run.count; i++, o += channels, sourceX += run.stepX, sourceY += run.stepY) {
    for (let c = 0; c < channels; c++) values[o + c] = 0;
    const nearest = ((sourceY | 0) * widthPx + (sourceX | 0)) * channels;
    if (data[nearest + bandCount] === 0) continue;
    const x = Math.floor(sourceX - 0.5);
    const y = Math.floor(sourceY - 0.5);
    const stepX = ((sourceX - 0.5 - x) * TAP_STEPS + 0.5) | 0;
    const stepY = ((sourceY - 0.5 - y) * TAP_STEPS + 0.5) | 0;
    const [kx, ky] = [stepX * tapsX.stride, stepY * tapsY.stride];
    let start =
      (y + (tapsY.starts[stepY] as number)) * rowLength + (x + (tapsX.starts[stepX] as number)) * channels;
    for (let ty = 0; ty < countY; ty++, start += rowLength) {
      const weightY = weightsY[ky + ty] as number;
      for (let tx = 0, p = start; tx < countX; tx++) {
        const weight = weightY * (weightsX[kx + tx] as number);
        for (let c = 0; c < channels; c++, p++)
          values[o + c] = (values[o + c] as number) + weight * (data[p] as number);
      }
    }
  }
}
