import type { MapPicture } from './map-picture.ts';
import { stretchPainter, stretchTables } from './paint-row.ts';
import type { DrawingPiece } from './group-cells.ts';
import type { DrawingPlan } from './plan-drawing.ts';
import type { Rendering } from './rendering.ts';
import type { SourceWindow } from './source-window.ts';
import { buildTaps } from './taps.ts';
import { warpBytesBilinear, warpBytesNearest } from './warp-bytes.ts';
import { warpBytesTaps } from './warp-bytes-taps.ts';
import { warpFloats } from './warp-floats.ts';

export interface PaintJob {
  readonly rendering: Rendering;
  readonly plan: DrawingPlan;
  readonly piece: DrawingPiece;
  readonly window: SourceWindow;
  /** Size of the level that the plan chose. */
  readonly image: { readonly widthPx: number; readonly heightPx: number };
  readonly picture: MapPicture;
}

/** Draws one piece of a plan under what the picture has, with the loop that fits its samples and scale. */
export function paintPiece({ rendering, plan, piece, window, image, picture }: PaintJob): void {
  const { cells } = piece;
  const nearest = plan.resampling === 'nearest';
  if (window.kind === 'bytes') {
    const warp = { window, image, cells, picture, tables: stretchTables(rendering.channels) };
    if (nearest) warpBytesNearest(warp);
    else if (plan.scaleX === 1 && plan.scaleY === 1) warpBytesBilinear(warp);
    else warpBytesTaps(warp, buildTaps(plan.scaleX), buildTaps(plan.scaleY));
    return;
  }
  const paint = stretchPainter(rendering.channels, window.opacity);
  const warp = { window, image, cells, picture, paint };
  warpFloats(warp, nearest ? undefined : { x: buildTaps(plan.scaleX), y: buildTaps(plan.scaleY) });
}
