import { type MapPicture, transparentPicture } from './map-picture.ts';
import { PaintedAreas } from './painted-areas.ts';

/** A picture while it is drawn, from the topmost down. */
export interface Canvas {
  readonly picture: MapPicture;
  readonly painted: PaintedAreas;
}

export const blankCanvas = (widthPx: number, heightPx: number): Canvas => ({
  picture: transparentPicture(widthPx, heightPx),
  painted: new PaintedAreas(),
});
