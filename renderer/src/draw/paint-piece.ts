import type { Address } from '../kernels/kernels.ts';
import { type Scratch, scratchMemory } from '../kernels/scratch.ts';
import { assembleWindow, type SourceWindow } from './assemble-window.ts';
import type { DrawingPiece } from './group-cells.ts';
import type { MapPicture, PixelRect } from './map-picture.ts';
import type { DrawingPlan } from './plan-drawing.ts';
import type { WindowBlocks } from './read-window.ts';
import type { Channel, Rendering } from './rendering.ts';
import { stretchTables } from './stretch-tables.ts';
import { pixelsOf, type Warp, warpPacked, warpVectors } from './warp-window.ts';

export interface PaintJob {
  readonly rendering: Rendering;
  readonly plan: DrawingPlan;
  readonly piece: DrawingPiece;
  readonly blocks: WindowBlocks;
  readonly picture: MapPicture;
}

/** Draws one piece of a plan under what the picture has. */
export function paintPiece({ rendering, plan, piece, blocks, picture }: PaintJob): void {
  const scratch = scratchMemory();
  const window = assembleWindow(blocks, scratch);
  if (!window) return;
  const warp = window.kind === 'packed' ? warpBytes : warpSamples;
  const words = warp(window, { plan, piece, blocks }, rendering.channels, scratch);
  putUnder(picture, piece.area, words, scratch);
}

/** Colours of the piece's area, from a window of bytes. */
function warpBytes(
  window: SourceWindow,
  warp: Warp,
  channels: readonly Channel[],
  scratch: Scratch,
): Address {
  const words = warpPacked(window, warp, scratch);
  const tables = stretchTables(channels);
  if (tables) {
    const address = scratch.allocate(tables.length);
    scratch.bytes.set(tables, address);
    scratch.kernels.applyTables(words, pixelsOf(warp.piece.area), address);
  }
  return words;
}

/** The same from a window of any other samples. */
function warpSamples(
  window: SourceWindow,
  warp: Warp,
  channels: readonly Channel[],
  scratch: Scratch,
): Address {
  const sizePx = pixelsOf(warp.piece.area);
  const vectors = warpVectors(window, warp, scratch);
  const words = scratch.allocateZeroed(sizePx * 4);
  const [minima, factors] = [scratch.allocateZeroed(16), scratch.allocateZeroed(16)];
  const [red, green = red, blue = red] = channels;
  scratch.floats(minima, 3).set([red, green, blue].map((channel) => channel!.min));
  scratch.floats(factors, 3).set([red, green, blue].map((channel) => 255 / (channel!.max - channel!.min)));
  const opacity = window.opacity ? 1 : 0;
  scratch.kernels.stretchFloats(vectors, sizePx, channels.length, minima, factors, opacity, words);
  return words;
}

function putUnder({ rgba, widthPx }: MapPicture, area: PixelRect, words: Address, scratch: Scratch): void {
  const isWide = area.x0 === 0 && area.x1 === widthPx;
  // Rows of the whole width follow each other: they are copied as one.
  const rows = isWide ? 1 : area.y1 - area.y0;
  const rowBytes = (pixelsOf(area) / rows) * 4;
  const part = scratch.allocate(rowBytes * rows);
  const { bytes, kernels } = scratch;
  const first = (area.y0 * widthPx + area.x0) * 4;
  const strideBytes = widthPx * 4;
  for (let row = 0; row < rows; row++) {
    const from = first + row * strideBytes;
    bytes.set(rgba.subarray(from, from + rowBytes), part + row * rowBytes);
  }
  kernels.putUnder(words, part, (rowBytes * rows) / 4);
  for (let row = 0; row < rows; row++) {
    const from = part + row * rowBytes;
    rgba.set(bytes.subarray(from, from + rowBytes), first + row * strideBytes);
  }
}
