import { invalidInput } from '@pvs/core/errors';
import { jpeg } from './jpeg.ts';
import type { PictureFormat } from './picture-format.ts';
import { png } from './png.ts';
import { webp } from './webp.ts';

export type { EncodeOptions, PictureFormat } from './picture-format.ts';

/** Every format maps are written in, the default first; adding one is one file and one entry. */
export const pictureFormats: readonly PictureFormat[] = [png, jpeg, webp];

/** The format of a name, media type or file extension, or an `InvalidInput` that says what is allowed. */
export function requireFormat(given: string): PictureFormat {
  const wanted = given.toLowerCase();
  const found = pictureFormats.find((f) => [f.name, f.mediaType, f.extension].includes(wanted));
  if (found) return found;
  throw invalidInput(
    `unknown picture format '${given}': allowed are ${pictureFormats.map((f) => f.mediaType).join(', ')}`,
    { code: 'UnknownFormat', detail: { given } },
  );
}
