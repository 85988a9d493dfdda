import { wordsOf } from './byte-warp.ts';
import type { MapPicture } from './map-picture.ts';
import { stretchPainter, stretchTables } from './paint-row.ts';
import type { DrawingPiece } from './group-cells.ts';
import type { DrawingPlan } from './plan-drawing.ts';
import type { Rendering } from './rendering.ts';
import type { SourceWindow } from './source-window.ts';
import { buildTaps } from './taps.ts';
import { warpFloats } from './warp-floats.ts';
import { warpGreyBilinear, warpGreyNearest, warpGreyTaps } from './warp-grey.ts';
import { warpPackedTaps } from './warp-packed-taps.ts';
import { warpPackedBilinear, warpPackedNearest } from './warp-packed.ts';

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
  const { channels } = rendering;
  const nearest = plan.resampling === 'nearest';
  const narrow = plan.scaleX === 1 && plan.scaleY === 1;
  const taps = () => [buildTaps(plan.scaleX), buildTaps(plan.scaleY)] as const;
  const bytes = () => ({ image, cells, picture, tables: stretchTables(channels), words: wordsOf(picture) });
  switch (window.kind) {
    case 'grey': {
      const warp = { ...bytes(), window };
      if (nearest) return warpGreyNearest(warp);
      return narrow ? warpGreyBilinear(warp) : warpGreyTaps(warp, ...taps());
    }
    case 'packed': {
      const warp = { ...bytes(), window };
      if (nearest) return warpPackedNearest(warp);
      return narrow ? warpPackedBilinear(warp) : warpPackedTaps(warp, ...taps());
    }
    case 'floats': {
      const warp = { window, image, cells, picture, paint: stretchPainter(channels, window.opacity) };
      return warpFloats(warp, nearest ? undefined : taps());
    }
  }
}
