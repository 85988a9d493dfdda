import type { Address } from '../kernels/kernels.ts';
import type { Scratch } from '../kernels/scratch.ts';
import { extendEdges } from './extend-edges.ts';
import { samplesInBlock } from '../raster/cog.ts';
import { pasteBlock, pasteMask } from './paste-block.ts';
import type { ReadBlock, WindowBlocks, WindowRequest } from './read-window.ts';
import type { WindowCanvas } from './window-canvas.ts';

/**
 * Source pixels in scratch memory. `packed`: three bytes and a weight of 0–255, one pixel in 32 bits, the first band
 * in the lowest byte; one band is there three times. `floats`: vectors of up to three samples and a weight of 0 to 1.
 * Samples are premultiplied with weights; 0 is no data. Where `opacity` is true weights are opacities, else validity.
 */
export interface SourceWindow {
  readonly kind: 'packed' | 'floats';
  readonly address: Address;
  readonly widthPx: number;
  readonly opacity: boolean;
  /** True where a pixel of floats has no data in some of the bands but not in all: they share one weight. */
  readonly isMixed: boolean;
}

/** SIMD reads whole vectors, also at the end of the last row. */
const SPARE_BYTES = 64;
/** See the kernel `weighFloats`. */
const MIXED = 2;

/** Puts the blocks of a window together. Undefined where all of it is without data. */
export function assembleWindow(
  { request, image, mask }: WindowBlocks,
  scratch: Scratch,
): SourceWindow | undefined {
  const canvas = createCanvas(request, image, scratch);
  let shows = false;
  for (const block of image) shows = pasteBlock(block, request, canvas, scratch) || shows;
  if (request.level.mask) pasteMask(mask, canvas, scratch);
  extendWindow(request, canvas, scratch);
  const found = canvas.none === undefined ? weighWindow(request, canvas, scratch) : Number(shows);
  if (found === 0) return undefined;
  const { kind, address, widthPx } = canvas;
  const isMixed = kind === 'floats' && (found & MIXED) !== 0;
  return { kind, address, widthPx, opacity: request.alphaBand !== undefined, isMixed };
}

function createCanvas(
  { rect, level: { image, mask }, bands, nodata, alphaBand }: WindowRequest,
  blocks: readonly ReadBlock[],
  scratch: Scratch,
): WindowCanvas {
  const widthPx = rect.x1 - rect.x0;
  const sizePx = widthPx * (rect.y1 - rect.y0);
  const kind = image.dataType === 'uint8' ? 'packed' : 'floats';
  const pixelShift = kind === 'packed' ? 2 : 4;
  const sizeBytes = (sizePx << pixelShift) + SPARE_BYTES;
  // Blocks write every pixel of theirs, and three bands or bytes all of it.
  const isWhole = !image.planar && blocks.every(({ samples }) => samples);
  const address =
    isWhole && (kind === 'packed' || bands.length === 3)
      ? scratch.allocate(sizeBytes)
      : scratch.allocateZeroed(sizeBytes);
  const canvas = { kind, address, rect, widthPx, sizePx, pixelShift } as const;
  const isSimple = kind === 'packed' && !image.planar && samplesInBlock(image) <= 4;
  return isSimple && !mask && alphaBand === undefined ? { ...canvas, none: colorOf(nodata) } : canvas;
}

/** The packed colour without data, -1 where there is none such. */
function colorOf(nodata: WindowRequest['nodata']): number {
  const [first, second = first, third = first] = nodata;
  return isByte(first) && isByte(second) && isByte(third) ? first | (second << 8) | (third << 16) : -1;
}

function extendWindow(
  { rect, level }: WindowRequest,
  { kind, address, sizePx }: WindowCanvas,
  scratch: Scratch,
): void {
  const ends = { rect, image: level.image };
  if (kind === 'packed') extendEdges(scratch.words(address, sizePx), 1, ends);
  else extendEdges(scratch.floats(address, sizePx * 4), 4, ends);
}

/** 0 where all of the window is without data. */
function weighWindow(
  { bands, nodata, level, alphaBand }: WindowRequest,
  { kind, address, sizePx }: WindowCanvas,
  { kernels }: Scratch,
): number {
  const [first, second = first, third = first] = nodata;
  if (kind === 'floats') {
    // Floats never equal a value of more digits; NaN stands for "none", since it equals nothing.
    const none = [first, second, third].map((value) => Math.fround(value ?? Number.NaN)) as [
      number,
      number,
      number,
    ];
    return kernels.weighFloats(address, sizePx, bands.length, ...none);
  }
  const none = colorOf(nodata);
  if (none === -1 && alphaBand === undefined && !level.mask) return 1;
  return kernels.weighPacked(address, sizePx, none);
}

const isByte = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value <= 255;
