import type { MapPicture } from '../draw/map-picture.ts';
import { scratchMemory } from '../kernels/scratch.ts';
import { placeRows, stripsOf } from './place-rows.ts';

/** `empty`: no pixel shows anything. `opaque`: every pixel hides what is below. */
export type PictureContent = 'empty' | 'opaque' | 'mixed';

const SHOWS = 1;
const IS_NOT_OPAQUE = 2;
const IS_NOT_GREY = 4;

/** Looks at the opacity of a picture, and whether all its pixels are grey. */
export function analysePicture(picture: MapPicture): {
  readonly content: PictureContent;
  readonly isGrey: boolean;
} {
  let seen = 0;
  for (const strip of stripsOf(picture)) {
    const scratch = scratchMemory();
    const { address, count } = placeRows(picture, strip, scratch);
    seen |= scratch.kernels.analyse(address, count);
  }
  const content = (seen & SHOWS) === 0 ? 'empty' : (seen & IS_NOT_OPAQUE) === 0 ? 'opaque' : 'mixed';
  return { content, isGrey: (seen & IS_NOT_GREY) === 0 };
}
