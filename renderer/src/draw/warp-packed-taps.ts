import { type ByteWarp, eachRun } from './byte-warp.ts';
import type { PixelRun } from './pixel-run.ts';
import { TAP_STEPS, type Taps } from './taps.ts';
import { putOpaque, putWeighted } from './warp-packed.ts';

type PackedWarp = ByteWarp<'packed'>;

const PAIR = 0xff00ff;
const ROUND = 0x800080;

/** Draws pixels of three bytes with a kernel wider than two pixels, against aliasing. */
export function warpPackedTaps(warp: PackedWarp, tapsX: Taps, tapsY: Taps): void {
  const draw = tapsX.count <= 4 ? fewRun : manyRun;
  eachRun(warp, 0.5, (w, run, firstPixel) => draw(w, run, firstPixel, tapsX, tapsY));
}

/**
 * Up to four columns, unrolled: what every picture between two overviews needs. Two bytes are summed at once; their
 * row sums are rounded to bytes before they are weighed again.
 */
function fewRun(warp: PackedWarp, run: PixelRun, firstPixel: number, tapsX: Taps, tapsY: Taps): void {
  const { window, words } = warp;
  const { data, widthPx, weighted } = window;
  const { integers: columns, starts: startsX, stride: strideX } = tapsX;
  const { integers: rows, starts: startsY, stride: strideY, count } = tapsY;
  const { stepX, stepY } = run;
  const end = firstPixel + run.count;
  let { sourceX, sourceY } = run;
  for (let i = firstPixel; i < end; i++, sourceX += stepX, sourceY += stepY) {
    if ((words[i] as number) >>> 24 === 255) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    if (weighted && isVoid(data, widthPx, sourceX, sourceY)) continue;
    const fractionX = ((sourceX - x) * TAP_STEPS + 0.5) | 0;
    const fractionY = ((sourceY - y) * TAP_STEPS + 0.5) | 0;
    const k = fractionX * strideX;
    const wa = columns[k] as number;
    const wb = columns[k + 1] as number;
    const wc = columns[k + 2] as number;
    const wd = columns[k + 3] as number;
    let row = fractionY * strideY;
    let p = ((y + (startsY[fractionY] as number)) * widthPx + x + (startsX[fractionX] as number)) | 0;
    let rb = ROUND;
    let gw = ROUND;
    for (let t = count; t > 0; t--, p = (p + widthPx) | 0, row++) {
      const w = rows[row] as number;
      const a = data[p] as number;
      const b = data[p + 1] as number;
      const c = data[p + 2] as number;
      const d = data[p + 3] as number;
      const rowRB =
        (Math.imul(a & PAIR, wa) +
          Math.imul(b & PAIR, wb) +
          Math.imul(c & PAIR, wc) +
          Math.imul(d & PAIR, wd) +
          ROUND) |
        0;
      const rowGW =
        (Math.imul((a >>> 8) & PAIR, wa) +
          Math.imul((b >>> 8) & PAIR, wb) +
          Math.imul((c >>> 8) & PAIR, wc) +
          Math.imul((d >>> 8) & PAIR, wd) +
          ROUND) |
        0;
      rb = (rb + Math.imul((rowRB >>> 8) & PAIR, w)) | 0;
      gw = (gw + Math.imul((rowGW >>> 8) & PAIR, w)) | 0;
    }
    if (weighted) putWeighted(warp, i, (rb >>> 8) & PAIR, (gw >>> 8) & PAIR);
    else putOpaque(warp, i, (rb >>> 8) & PAIR, (gw >>> 8) & PAIR);
  }
}

/** Any number of columns, where a file has no overviews. In floats: many small weights do not round well. */
function manyRun(warp: PackedWarp, run: PixelRun, firstPixel: number, tapsX: Taps, tapsY: Taps): void {
  const { data, widthPx, weighted } = warp.window;
  const end = firstPixel + run.count;
  let { sourceX, sourceY } = run;
  for (let i = firstPixel; i < end; i++, sourceX += run.stepX, sourceY += run.stepY) {
    if ((warp.words[i] as number) >>> 24 === 255) continue;
    if (weighted && isVoid(data, widthPx, sourceX, sourceY)) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    const fractionX = ((sourceX - x) * TAP_STEPS + 0.5) | 0;
    const fractionY = ((sourceY - y) * TAP_STEPS + 0.5) | 0;
    let start = (y + (tapsY.starts[fractionY] as number)) * widthPx + x + (tapsX.starts[fractionX] as number);
    let red = 0.5;
    let green = 0.5;
    let blue = 0.5;
    let alpha = 0.5;
    for (let t = 0; t < tapsY.count; t++, start += widthPx) {
      const rowWeight = tapsY.weights[fractionY * tapsY.stride + t] as number;
      for (let s = 0; s < tapsX.count; s++) {
        const weight = rowWeight * (tapsX.weights[fractionX * tapsX.stride + s] as number);
        const pixel = data[start + s] as number;
        red += (pixel & 255) * weight;
        green += ((pixel >>> 8) & 255) * weight;
        blue += ((pixel >>> 16) & 255) * weight;
        alpha += (pixel >>> 24) * weight;
      }
    }
    const redBlue = (red & 255) | ((blue & 255) << 16);
    if (weighted) putWeighted(warp, i, redBlue, (green & 255) | ((alpha & 255) << 16));
    else putOpaque(warp, i, redBlue, green & 255);
  }
}

/** As in GDAL, the pixel that the centre falls on has to have data. */
function isVoid(data: Int32Array, widthPx: number, x: number, y: number): boolean {
  return (data[((y + 0.5) | 0) * widthPx + ((x + 0.5) | 0)] as number) >>> 24 === 0;
}
