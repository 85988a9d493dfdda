import { type ByteWarp, eachRun, putUnder } from './byte-warp.ts';
import type { PixelRun } from './pixel-run.ts';

type PackedWarp = ByteWarp<'packed'>;

/** Two bytes of a pixel, far enough apart to be multiplied with weights that add up to 256 at once. */
const PAIR = 0xff00ff;
/** Half of 256, for both of a pair. */
const ROUND = 0x800080;

/** Draws pixels of three bytes without interpolation. */
export function warpPackedNearest(warp: PackedWarp): void {
  eachRun(warp, 0, nearestRun);
}

/** Draws pixels of three bytes between their four neighbours: the loop that most tiles spend their time in. */
export function warpPackedBilinear(warp: PackedWarp): void {
  eachRun(warp, 0.5, bilinearRun);
}

function nearestRun(warp: PackedWarp, run: PixelRun, firstPixel: number): void {
  const { data, widthPx, weighted } = warp.window;
  let { sourceX, sourceY } = run;
  for (let i = firstPixel; i < firstPixel + run.count; i++, sourceX += run.stepX, sourceY += run.stepY) {
    const pixel = data[(sourceY | 0) * widthPx + (sourceX | 0)] as number;
    if (weighted) putWeighted(warp, i, pixel & PAIR, (pixel >>> 8) & PAIR);
    else putOpaque(warp, i, pixel & PAIR, (pixel >>> 8) & PAIR);
  }
}

function bilinearRun(warp: PackedWarp, run: PixelRun, firstPixel: number): void {
  const { window, words } = warp;
  const { data, widthPx, weighted } = window;
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
    const a = data[p] as number;
    const b = data[p + 1] as number;
    const c = data[p + widthPx] as number;
    const d = data[p + widthPx + 1] as number;
    // As in GDAL, the pixel that the centre falls on has to have data.
    if (weighted && (u < 128 ? (v < 128 ? a : c) : v < 128 ? b : d) >>> 24 === 0) continue;
    const left = 256 - u;
    const upper = 256 - v;
    const topRB = (Math.imul(a & PAIR, left) + Math.imul(b & PAIR, u) + ROUND) >>> 8;
    const topGW = (Math.imul((a >>> 8) & PAIR, left) + Math.imul((b >>> 8) & PAIR, u) + ROUND) >>> 8;
    const lowRB = (Math.imul(c & PAIR, left) + Math.imul(d & PAIR, u) + ROUND) >>> 8;
    const lowGW = (Math.imul((c >>> 8) & PAIR, left) + Math.imul((d >>> 8) & PAIR, u) + ROUND) >>> 8;
    const rb = (Math.imul(topRB & PAIR, upper) + Math.imul(lowRB & PAIR, v) + ROUND) >>> 8;
    const gw = (Math.imul(topGW & PAIR, upper) + Math.imul(lowGW & PAIR, v) + ROUND) >>> 8;
    if (weighted) putWeighted(warp, i, rb, gw);
    else putOpaque(warp, i, rb, gw);
  }
}

/** Puts a pixel given as its red and blue and its green bytes under the picture. */
export function putOpaque(warp: PackedWarp, i: number, redBlue: number, green: number): void {
  const { tables } = warp;
  const r = tables[redBlue & 255] as number;
  const g = tables[(green & 255) + 256] as number;
  putUnder(warp, i, r, g, tables[((redBlue >>> 16) & 255) + 512] as number, 255);
}

/** The same for a pixel whose bytes are premultiplied with its weight, which is above green. */
export function putWeighted(warp: PackedWarp, i: number, redBlue: number, greenWeight: number): void {
  const weight = (greenWeight >>> 16) & 255;
  if (weight === 0) return;
  const { tables, window } = warp;
  const scale = 255 / weight;
  const r = tables[whole((redBlue & 255) * scale)] as number;
  const g = tables[whole((greenWeight & 255) * scale) + 256] as number;
  const b = tables[whole(((redBlue >>> 16) & 255) * scale) + 512] as number;
  putUnder(warp, i, r, g, b, window.opacity ? weight : 255);
}

/** Rounding of bytes and weights may bring their ratio above 1. */
const whole = (value: number) => (value >= 255 ? 255 : (value + 0.5) | 0);
