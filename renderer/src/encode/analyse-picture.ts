import type { MapPicture } from '../draw/map-picture.ts';

/** `empty`: no pixel shows anything. `opaque`: every pixel hides what is below. */
export type PictureContent = 'empty' | 'opaque' | 'mixed';

/** Looks at the opacity of a picture, no further than needed. */
export function analysePicture({ rgba }: MapPicture): PictureContent {
  const first = rgba[3];
  if (first !== 0 && first !== 255) return 'mixed';
  for (let o = 7; o < rgba.length; o += 4) if (rgba[o] !== first) return 'mixed';
  return first === 0 ? 'empty' : 'opaque';
}
