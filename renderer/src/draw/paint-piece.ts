import type { Address, PackedMode } from '../kernels/kernels.ts';
import { type Scratch, scratchMemory } from '../kernels/scratch.ts';
import { assembleWindow, type SourceWindow } from './assemble-window.ts';
import type { DrawingPiece } from './group-cells.ts';
import type { MapPicture, PixelRect } from './map-picture.ts';
import type { DrawingPlan } from './plan-drawing.ts';
import type { WindowBlocks } from './read-window.ts';
import type { Channel, Rendering } from './rendering.ts';
import { stretchTables } from './stretch-tables.ts';
import { writeCells } from './write-cells.ts';

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

type Warp = Pick<PaintJob, 'plan' | 'piece' | 'blocks'>;

const NEAREST: PackedMode = 0;
const NEIGHBOURS: PackedMode = 1;
const TAPS: PackedMode = 2;

const pixelsOf = ({ x0, y0, x1, y1 }: PixelRect) => (x1 - x0) * (y1 - y0);

/** Colours of the piece's area, from a window of bytes. */
function warpBytes(
  window: SourceWindow,
  warp: Warp,
  channels: readonly Channel[],
  scratch: Scratch,
): Address {
  const { plan, piece } = warp;
  const { kernels } = scratch;
  const sizePx = pixelsOf(piece.area);
  const words = scratch.allocateZeroed(sizePx * 4);
  const isNarrow = plan.scaleX === 1 && plan.scaleY === 1;
  kernels.warpPacked(
    ...prepare(window, warp, words, scratch),
    plan.resampling === 'nearest' ? NEAREST : isNarrow ? NEIGHBOURS : TAPS,
    ...tapsOf(plan, scratch),
    window.opacity ? 1 : 0,
  );
  const tables = stretchTables(channels);
  if (tables) {
    const address = scratch.allocate(tables.length);
    scratch.bytes.set(tables, address);
    kernels.applyTables(words, sizePx, address);
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
  const { plan, piece } = warp;
  const { kernels } = scratch;
  const sizePx = pixelsOf(piece.area);
  const words = scratch.allocateZeroed(sizePx * 4);
  const vectors = scratch.allocateZeroed(sizePx * 16);
  kernels.warpFloats(
    ...prepare(window, warp, vectors, scratch),
    plan.resampling === 'nearest' ? 0 : 1,
    ...tapsOf(plan, scratch),
  );
  const [minima, factors] = [scratch.allocateZeroed(16), scratch.allocateZeroed(16)];
  const [red, green = red, blue = red] = channels;
  scratch.floats(minima, 3).set([red, green, blue].map((channel) => channel!.min));
  scratch.floats(factors, 3).set([red, green, blue].map((channel) => 255 / (channel!.max - channel!.min)));
  kernels.stretchFloats(vectors, sizePx, channels.length, minima, factors, window.opacity ? 1 : 0, words);
  return words;
}

/** What every warp begins with: cells, window and the picture's part. */
function prepare(
  { address, widthPx }: SourceWindow,
  { plan, piece, blocks }: Warp,
  out: Address,
  scratch: Scratch,
) {
  const { rect, level } = blocks.request;
  // Interpolation goes by pixel centres.
  const centre = plan.resampling === 'nearest' ? 0 : 0.5;
  const [x, y] = [rect.x0 + centre, rect.y0 + centre];
  scratch.kernels.setBounds(-x, -y, level.image.widthPx - x, level.image.heightPx - y);
  const cells = writeCells(piece, x, y, scratch);
  const { x0, x1 } = piece.area;
  return [cells, piece.cells.length, address, widthPx, out, x1 - x0] as const;
}

function tapsOf({ scaleX, scaleY }: DrawingPlan, scratch: Scratch): readonly [x: Address, y: Address] {
  const { kernels } = scratch;
  const [x, y] = [scaleX, scaleY].map((scale) => {
    const address = scratch.allocate(kernels.tapsBytes(scale));
    kernels.buildTaps(scale, address);
    return address;
  }) as [Address, Address];
  return [x, y];
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
