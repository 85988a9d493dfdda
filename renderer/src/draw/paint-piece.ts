import type { Address } from '../kernels/kernels.ts';
import { type Scratch, scratchMemory } from '../kernels/scratch.ts';
import { assembleWindow, type SourceWindow } from './assemble-window.ts';
import { GAMMA_STEPS, gammaTable } from './gamma-table.ts';
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
  /** True where nothing has been drawn in the piece's area yet. */
  readonly isFirst: boolean;
}

/** Draws one piece of a plan under what the picture has. */
export function paintPiece({ rendering, plan, piece, blocks, picture, isFirst }: PaintJob): void {
  const scratch = scratchMemory();
  const window = assembleWindow(blocks, scratch);
  if (!window) return;
  const warp = window.kind === 'packed' ? warpBytes : warpSamples;
  const words = warp(window, { plan, piece, blocks }, rendering.channels, scratch);
  const shown = isFirst ? words : putUnder(picture, piece.area, words, scratch);
  copyRows(picture, piece.area, shown, scratch);
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
  const colors = [channels[0]!, channels[1] ?? channels[0]!, channels[2] ?? channels[0]!];
  const opacity = window.opacity ? 1 : 0;
  const isLinear = colors.every(({ gamma = 1 }) => gamma === 1);
  const last = isLinear ? 255 : GAMMA_STEPS - 1;
  scratch.floats(minima, 3).set(colors.map(({ min }) => min));
  scratch.floats(factors, 3).set(colors.map(({ min, max }) => last / (max - min)));
  const source = [vectors, sizePx, channels.length, minima, factors] as const;
  if (isLinear) scratch.kernels.stretchFloats(...source, opacity, words);
  else scratch.kernels.lookUpFloats(...source, placeTables(colors, scratch), opacity, words);
  return words;
}

function placeTables(colors: readonly Channel[], scratch: Scratch): Address {
  const tables = scratch.allocate(GAMMA_STEPS * colors.length);
  for (const [c, { gamma = 1 }] of colors.entries())
    scratch.bytes.set(gammaTable(gamma), tables + c * GAMMA_STEPS);
  return tables;
}

/** What the picture has, over the words of an area. */
function putUnder({ rgba, widthPx }: MapPicture, area: PixelRect, words: Address, scratch: Scratch): Address {
  const rowBytes = (area.x1 - area.x0) * 4;
  const part = scratch.allocate(pixelsOf(area) * 4);
  const { bytes, kernels } = scratch;
  for (let y = area.y0, to = part; y < area.y1; y++, to += rowBytes) {
    const from = (y * widthPx + area.x0) * 4;
    bytes.set(rgba.subarray(from, from + rowBytes), to);
  }
  kernels.putUnder(words, part, pixelsOf(area));
  return part;
}

/** Makes the words of an area the picture's. */
function copyRows({ rgba, widthPx }: MapPicture, area: PixelRect, words: Address, { bytes }: Scratch): void {
  const isWide = area.x0 === 0 && area.x1 === widthPx;
  // Rows of the whole width follow each other: they are copied as one.
  const rowBytes = isWide ? pixelsOf(area) * 4 : (area.x1 - area.x0) * 4;
  const end = area.y1 * widthPx * 4;
  for (
    let to = (area.y0 * widthPx + area.x0) * 4, from = words;
    to < end;
    to += isWide ? rowBytes : widthPx * 4, from += rowBytes
  )
    rgba.set(bytes.subarray(from, from + rowBytes), to);
}
