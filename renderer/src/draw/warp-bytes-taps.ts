import type { PixelRun } from './pixel-run.ts';
import { TAP_STEPS, type Taps } from './taps.ts';
import { type ByteWarp, eachRun, putUnder } from './warp-bytes.ts';

/** Draws bytes with a kernel wider than two pixels, against aliasing. */
export function warpBytesTaps(warp: ByteWarp, tapsX: Taps, tapsY: Taps): void {
  const draw = warp.window.bandCount === 3 && tapsX.count <= 4 ? colourRun4 : anyRun;
  eachRun(warp, 0.5, (w, run, firstByte) => draw(w, run, firstByte, tapsX, tapsY));
}

/**
 * Three bands, up to four columns, unrolled: what every picture between two overviews needs. Floating point, since
 * engines check integer products for overflow.
 */
function colourRun4(
  { window, tables, picture }: ByteWarp,
  run: PixelRun,
  firstByte: number,
  tapsX: Taps,
  tapsY: Taps,
): void {
  const { data, widthPx } = window;
  const { rgba } = picture;
  const { weights: columns, starts: startsX, stride: strideX } = tapsX;
  const { weights: rows, starts: startsY, stride: strideY, count } = tapsY;
  const rowLength = widthPx * 3;
  const { stepX, stepY } = run;
  let { sourceX, sourceY } = run;
  for (let i = run.count, o = firstByte; i > 0; i--, o += 4, sourceX += stepX, sourceY += stepY) {
    if (rgba[o + 3] === 255) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    const fractionX = ((sourceX - x) * TAP_STEPS + 0.5) | 0;
    const fractionY = ((sourceY - y) * TAP_STEPS + 0.5) | 0;
    const k = fractionX * strideX;
    const a = columns[k] as number;
    const b = columns[k + 1] as number;
    const c = columns[k + 2] as number;
    const d = columns[k + 3] as number;
    let row = fractionY * strideY;
    let p = ((y + (startsY[fractionY] as number)) * rowLength + (x + (startsX[fractionX] as number)) * 3) | 0;
    let red = 0.5;
    let green = 0.5;
    let blue = 0.5;
    for (let t = count; t > 0; t--, p += rowLength, row++) {
      const w = rows[row] as number;
      red +=
        w *
        ((data[p] as number) * a +
          (data[p + 3] as number) * b +
          (data[p + 6] as number) * c +
          (data[p + 9] as number) * d);
      green +=
        w *
        ((data[p + 1] as number) * a +
          (data[p + 4] as number) * b +
          (data[p + 7] as number) * c +
          (data[p + 10] as number) * d);
      blue +=
        w *
        ((data[p + 2] as number) * a +
          (data[p + 5] as number) * b +
          (data[p + 8] as number) * c +
          (data[p + 11] as number) * d);
    }
    const r = tables[red | 0] as number;
    const g = tables[(green | 0) + 256] as number;
    putUnder(rgba, o, r, g, tables[(blue | 0) + 512] as number);
  }
}

/** Any number of columns, one or three bands. */
function anyRun(
  { window, tables, picture }: ByteWarp,
  run: PixelRun,
  firstByte: number,
  tapsX: Taps,
  tapsY: Taps,
): void {
  const { data, widthPx, bandCount } = window;
  const { rgba } = picture;
  const rowLength = widthPx * bandCount;
  const { stepX, stepY } = run;
  let { sourceX, sourceY } = run;
  for (let i = run.count, o = firstByte; i > 0; i--, o += 4, sourceX += stepX, sourceY += stepY) {
    if (rgba[o + 3] === 255) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    const fractionX = ((sourceX - x) * TAP_STEPS + 0.5) | 0;
    const fractionY = ((sourceY - y) * TAP_STEPS + 0.5) | 0;
    const left = (x + (tapsX.starts[fractionX] as number)) * bandCount;
    const first = (y + (tapsY.starts[fractionY] as number)) * rowLength + left;
    const [kx, ky] = [fractionX * tapsX.stride, fractionY * tapsY.stride];
    const sum = (band: number) => sumBand(data, first + band, rowLength, bandCount, tapsX, kx, tapsY, ky);
    const r = tables[sum(0)] as number;
    if (bandCount === 1) putUnder(rgba, o, r, r, r);
    else putUnder(rgba, o, r, tables[sum(1) + 256] as number, tables[sum(2) + 512] as number);
  }
}

/** Rounded sum of one band under the kernel. */
function sumBand(
  data: Uint8Array,
  first: number,
  rowLength: number,
  pixelLength: number,
  tapsX: Taps,
  kx: number,
  tapsY: Taps,
  ky: number,
): number {
  const { weights: columns, count: width } = tapsX;
  const { weights: rows, count: height } = tapsY;
  let sum = 0.5;
  for (let t = 0, start = first; t < height; t++, start += rowLength) {
    let row = 0;
    for (let s = 0, p = start; s < width; s++, p += pixelLength)
      row += (data[p] as number) * (columns[kx + s] as number);
    sum += row * (rows[ky + t] as number);
  }
  return sum | 0;
}
