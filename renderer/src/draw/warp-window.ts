import type { Address, PackedMode } from '../kernels/kernels.ts';
import type { Scratch } from '../kernels/scratch.ts';
import type { SourceWindow } from './assemble-window.ts';
import type { DrawingPiece } from './group-cells.ts';
import type { PixelRect } from './map-picture.ts';
import type { DrawingPlan } from './plan-drawing.ts';
import { kernelOf } from './resampling-kernel.ts';
import type { WindowBlocks } from './read-window.ts';
import { writeCells } from './write-cells.ts';

/** What is drawn from where: a piece of a plan, and the blocks it needs. */
export interface Warp {
  readonly plan: DrawingPlan;
  readonly piece: DrawingPiece;
  readonly blocks: WindowBlocks;
}

const NEAREST: PackedMode = 0;
const NEIGHBOURS: PackedMode = 1;
const TAPS: PackedMode = 2;

export const pixelsOf = ({ x0, y0, x1, y1 }: PixelRect) => (x1 - x0) * (y1 - y0);

/** Words of the piece's area, from a window of bytes: three bytes and opacity, 0 where there is no data. */
export function warpPacked(window: SourceWindow, warp: Warp, scratch: Scratch): Address {
  const { plan, piece } = warp;
  const words = scratch.allocateZeroed(pixelsOf(piece.area) * 4);
  scratch.kernels.warpPacked(
    ...prepare(window, warp, words, scratch),
    modeOf(plan),
    ...tapsOf(plan, scratch),
    window.opacity ? 1 : 0,
  );
  return words;
}

function modeOf({ resampling, scaleX, scaleY }: DrawingPlan): PackedMode {
  if (resampling === 'nearest') return NEAREST;
  return resampling === 'bilinear' && scaleX === 1 && scaleY === 1 ? NEIGHBOURS : TAPS;
}

/** Vectors of the piece's area, from a window of floats: samples times weight, and the weight. */
export function warpVectors(window: SourceWindow, warp: Warp, scratch: Scratch): Address {
  const { plan, piece } = warp;
  const vectors = scratch.allocateZeroed(pixelsOf(piece.area) * 16);
  scratch.kernels.warpFloats(
    ...prepare(window, warp, vectors, scratch),
    plan.resampling === 'nearest' ? 0 : 1,
    ...tapsOf(plan, scratch),
  );
  return vectors;
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

function tapsOf(plan: DrawingPlan, scratch: Scratch): readonly [x: Address, y: Address] {
  const { scaleX, scaleY, resampling } = plan;
  const { kernels } = scratch;
  const kernel = kernelOf(resampling);
  if (!kernel) return [0, 0];
  const [x, y] = [scaleX, scaleY].map((scale) => {
    const address = scratch.allocate(kernels.tapsBytes(kernel.kind, scale));
    kernels.buildTaps(kernel.kind, scale, address);
    return address;
  }) as [Address, Address];
  return [x, y];
}
