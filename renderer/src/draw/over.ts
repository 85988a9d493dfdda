import { invalidInput } from '@pvs/core/errors';
import { blendUnder, type MapPicture } from './map-picture.ts';

/** Composites one picture over another of the same size (Porter and Duff's "over"); both stay as they are. */
export function over(top: MapPicture, bottom: MapPicture): MapPicture {
  const { widthPx, heightPx } = top;
  if (widthPx !== bottom.widthPx || heightPx !== bottom.heightPx)
    throw invalidInput(
      `a picture of ${widthPx} × ${heightPx} pixels cannot lie over one of ${bottom.widthPx} × ${bottom.heightPx}`,
    );
  const rgba = top.rgba.slice();
  const below = bottom.rgba;
  for (let o = 0; o < rgba.length; o += 4) {
    if (rgba[o + 3] === 255) continue;
    blendUnder(
      rgba,
      o,
      below[o] as number,
      below[o + 1] as number,
      below[o + 2] as number,
      below[o + 3] as number,
    );
  }
  return { widthPx, heightPx, rgba };
}
