import type { MapPicture } from '../draw/map-picture.ts';
import { scratchMemory } from '../kernels/scratch.ts';
import type { Rgb } from './picture-format.ts';
import { placeRows, stripsOf } from './place-rows.ts';

export const WHITE: Rgb = [255, 255, 255];

/** The colours of a picture over a background, three bytes a pixel. */
export function flatten(picture: MapPicture, background: Rgb = WHITE): Buffer {
  const rowBytes = picture.widthPx * 3;
  const out = Buffer.allocUnsafe(rowBytes * picture.heightPx);
  for (const strip of stripsOf(picture)) {
    const scratch = scratchMemory();
    const { address, count } = placeRows(picture, strip, scratch);
    const colors = scratch.allocate(count * 3 + 4);
    scratch.kernels.layOver(address, count, ...background);
    scratch.kernels.dropOpacity(address, count, colors);
    const sizeBytes = rowBytes * strip.rows;
    out.set(scratch.bytes.subarray(colors, colors + sizeBytes), rowBytes * strip.first);
  }
  return out;
}
