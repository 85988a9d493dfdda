import { invalidInput } from '@pvs/core/errors';
import type { MapPicture, PixelRect } from './map-picture.ts';

/** A copy of a part of a picture, e.g. one tile of a metatile. Fails with `InvalidInput` outside of it. */
export function cutPicture(picture: MapPicture, part: PixelRect): MapPicture {
  const { x0, y0, x1, y1 } = part;
  if (!(x0 >= 0 && y0 >= 0 && x1 <= picture.widthPx && y1 <= picture.heightPx && x0 < x1 && y0 < y1))
    throw invalidInput(
      `cannot cut columns ${x0}–${x1} and rows ${y0}–${y1} out of ${picture.widthPx} × ${picture.heightPx} pixels`,
    );
  const [widthPx, heightPx] = [x1 - x0, y1 - y0];
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y++) {
    const from = ((y0 + y) * picture.widthPx + x0) * 4;
    rgba.set(picture.rgba.subarray(from, from + widthPx * 4), y * widthPx * 4);
  }
  return { widthPx, heightPx, rgba };
}
