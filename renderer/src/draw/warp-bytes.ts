import { blendUnder, type MapPicture } from './map-picture.ts';
import { PixelRun } from './pixel-run.ts';
import type { SourceWindow } from './source-window.ts';
import type { WarpCell } from './warp-cell.ts';

type ByteWindow = Extract<SourceWindow, { kind: 'bytes' }>;

/** What the inner loops share. Tables map a sample to a byte of the picture, one after the other for each band. */
export interface ByteWarp {
  readonly window: ByteWindow;
  readonly image: { readonly widthPx: number; readonly heightPx: number };
  readonly cells: readonly WarpCell[];
  readonly tables: Uint8Array;
  readonly picture: MapPicture;
}

export type DrawRun = (warp: ByteWarp, run: PixelRun, firstByte: number) => void;

/** Draws bytes without interpolation. */
export function warpBytesNearest(warp: ByteWarp): void {
  eachRun(warp, 0, nearestRun);
}

/** Draws bytes between their four neighbours: the loop that most tiles spend their time in. */
export function warpBytesBilinear(warp: ByteWarp): void {
  eachRun(warp, 0.5, warp.window.bandCount === 3 ? bilinearRun3 : bilinearRun1);
}

/** Runs come in coordinates of the window, relative to pixel centres where `centre` is 0.5. */
export function eachRun(warp: ByteWarp, centre: number, draw: DrawRun): void {
  const { window, cells, picture, image } = warp;
  const run = new PixelRun();
  for (const cell of cells) {
    for (let row = 0; row < cell.height; row++) {
      if (!run.set(cell, row, image)) continue;
      run.sourceX -= window.rect.x0 + centre;
      run.sourceY -= window.rect.y0 + centre;
      draw(warp, run, ((cell.y + row) * picture.widthPx + cell.x + run.first) * 4);
    }
  }
}

function nearestRun({ window, tables, picture }: ByteWarp, run: PixelRun, firstByte: number): void {
  const { data, widthPx, bandCount } = window;
  const [green, blue] = bandCount === 3 ? [1, 2] : [0, 0];
  const { rgba } = picture;
  let { sourceX, sourceY } = run;
  for (let i = 0, o = firstByte; i < run.count; i++, o += 4, sourceX += run.stepX, sourceY += run.stepY) {
    const p = ((sourceY | 0) * widthPx + (sourceX | 0)) * bandCount;
    const r = tables[data[p] as number] as number;
    const g = tables[green * 256 + (data[p + green] as number)] as number;
    const b = tables[blue * 256 + (data[p + blue] as number)] as number;
    blendUnder(rgba, o, r, g, b, 255);
  }
}

function bilinearRun3({ window, tables, picture }: ByteWarp, run: PixelRun, firstByte: number): void {
  const { data, widthPx } = window;
  const { rgba } = picture;
  const { stepX, stepY } = run;
  let { sourceX, sourceY } = run;
  const rowLength = widthPx * 3;
  for (let i = run.count, o = firstByte; i > 0; i--, o += 4, sourceX += stepX, sourceY += stepY) {
    if (rgba[o + 3] === 255) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    const u = ((sourceX - x) * 256) | 0;
    const v = ((sourceY - y) * 256) | 0;
    const w11 = u * v;
    const w10 = (u << 8) - w11;
    const w01 = (v << 8) - w11;
    const w00 = 65536 - w11 - w10 - w01;
    const p = y * rowLength + x * 3;
    const q = p + rowLength;
    const r =
      ((data[p] as number) * w00 +
        (data[p + 3] as number) * w10 +
        (data[q] as number) * w01 +
        (data[q + 3] as number) * w11 +
        32768) >>>
      16;
    const g =
      ((data[p + 1] as number) * w00 +
        (data[p + 4] as number) * w10 +
        (data[q + 1] as number) * w01 +
        (data[q + 4] as number) * w11 +
        32768) >>>
      16;
    const b =
      ((data[p + 2] as number) * w00 +
        (data[p + 5] as number) * w10 +
        (data[q + 2] as number) * w01 +
        (data[q + 5] as number) * w11 +
        32768) >>>
      16;
    putUnder(rgba, o, tables[r] as number, tables[g + 256] as number, tables[b + 512] as number);
  }
}

function bilinearRun1({ window, tables, picture }: ByteWarp, run: PixelRun, firstByte: number): void {
  const { data, widthPx } = window;
  const { rgba } = picture;
  const { stepX, stepY } = run;
  let { sourceX, sourceY } = run;
  for (let i = run.count, o = firstByte; i > 0; i--, o += 4, sourceX += stepX, sourceY += stepY) {
    if (rgba[o + 3] === 255) continue;
    const x = sourceX | 0;
    const y = sourceY | 0;
    const u = ((sourceX - x) * 256) | 0;
    const v = ((sourceY - y) * 256) | 0;
    const p = y * widthPx + x;
    const q = p + widthPx;
    const top = (data[p] as number) * (256 - u) + (data[p + 1] as number) * u;
    const bottom = (data[q] as number) * (256 - u) + (data[q + 1] as number) * u;
    const grey = tables[(top * (256 - v) + bottom * v + 32768) >>> 16] as number;
    putUnder(rgba, o, grey, grey, grey);
  }
}

/** The common case of {@link blendUnder}: opaque, under nothing. */
export function putUnder(rgba: Uint8Array, o: number, r: number, g: number, b: number): void {
  if (rgba[o + 3] !== 0) return blendUnder(rgba, o, r, g, b, 255);
  rgba[o] = r;
  rgba[o + 1] = g;
  rgba[o + 2] = b;
  rgba[o + 3] = 255;
}
