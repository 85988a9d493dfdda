import { type ByteWarp, eachRun, putUnder } from './byte-warp.ts';
import type { PixelRun } from './pixel-run.ts';
import { TAP_STEPS, type Taps } from './taps.ts';

type GreyWarp = ByteWarp<'grey'>;

/** Draws one band of bytes without interpolation. */
export function warpGreyNearest(warp: GreyWarp): void {
  eachRun(warp, 0, nearestRun);
}

/** Draws one band of bytes between four neighbours. */
export function warpGreyBilinear(warp: GreyWarp): void {
  eachRun(warp, 0.5, bilinearRun);
}

/** Draws one band of bytes with a kernel wider than two pixels, against aliasing. */
export function warpGreyTaps(warp: GreyWarp, tapsX: Taps, tapsY: Taps): void {
  eachRun(warp, 0.5, (w, run, firstPixel) => tapsRun(w, run, firstPixel, tapsX, tapsY));
}

function nearestRun(warp: GreyWarp, run: PixelRun, firstPixel: number): void {
  const { data, widthPx } = warp.window;
  let { sourceX, sourceY } = run;
  for (let i = firstPixel; i < firstPixel + run.count; i++, sourceX += run.stepX, sourceY += run.stepY) {
    const grey = warp.tables[data[(sourceY | 0) * widthPx + (sourceX | 0)] as number] as number;
    putUnder(warp, i, grey, grey, grey, 255);
  }
}

function bilinearRun(warp: GreyWarp, run: PixelRun, firstPixel: number): void {
  const { window, tables, words } = warp;
  const { data, widthPx } = window;
  const { stepX, stepY } = run;
  const end = firstPixel + run.count;
  let { sourceX, sourceY } = run;
  for (let i = firstPixel; i < end; i++, sourceX += stepX, sourceY += stepY) {
    if ((words[i] as number) >>> 24 === 255) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    const u = ((sourceX - x) * 256) | 0;
    const v = ((sourceY - y) * 256) | 0;
    const p = y * widthPx + x;
    const q = p + widthPx;
    const upper = Math.imul(data[p] as number, 256 - u) + Math.imul(data[p + 1] as number, u);
    const lower = Math.imul(data[q] as number, 256 - u) + Math.imul(data[q + 1] as number, u);
    const grey = tables[(Math.imul(upper, 256 - v) + Math.imul(lower, v) + 32768) >>> 16] as number;
    putUnder(warp, i, grey, grey, grey, 255);
  }
}

function tapsRun(warp: GreyWarp, run: PixelRun, firstPixel: number, tapsX: Taps, tapsY: Taps): void {
  const { window, tables, words } = warp;
  const { data, widthPx } = window;
  const { weights: columns, starts: startsX, stride: strideX, count: countX } = tapsX;
  const { weights: rows, starts: startsY, stride: strideY, count: countY } = tapsY;
  const { stepX, stepY } = run;
  const end = firstPixel + run.count;
  let { sourceX, sourceY } = run;
  for (let i = firstPixel; i < end; i++, sourceX += stepX, sourceY += stepY) {
    if ((words[i] as number) >>> 24 === 255) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    const fractionX = ((sourceX - x) * TAP_STEPS + 0.5) | 0;
    const fractionY = ((sourceY - y) * TAP_STEPS + 0.5) | 0;
    const k = fractionX * strideX;
    let row = fractionY * strideY;
    let start = (y + (startsY[fractionY] as number)) * widthPx + x + (startsX[fractionX] as number);
    let sum = 0.5;
    for (let t = countY; t > 0; t--, start += widthPx, row++) {
      let part = 0;
      for (let s = 0; s < countX; s++) part += (data[start + s] as number) * (columns[k + s] as number);
      sum += part * (rows[row] as number);
    }
    const grey = tables[sum | 0] as number;
    putUnder(warp, i, grey, grey, grey, 255);
  }
}
