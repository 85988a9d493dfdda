import { invalidInput } from '@pvs/core/errors';
import { geoTiff } from './geo-tiff.ts';
import { jpeg } from './jpeg.ts';
import type { PictureFormat } from './picture-format.ts';
import { png } from './png.ts';
import { png8 } from './png8.ts';
import { webp } from './webp.ts';

export type { EncodeOptions, PictureFormat } from './picture-format.ts';

/** Every format maps are written in, the default first; adding one is one file and one entry. */
export const pictureFormats: readonly PictureFormat[] = [png, png8, jpeg, webp, geoTiff];

/** What FORMAT says for a format. */
export const wordsOf = ({ mediaType, requestedAs = [mediaType] }: PictureFormat): readonly string[] =>
  requestedAs;

/** The format of a name, media type or file extension, or an `InvalidInput` that says what is allowed. */
export function requireFormat(given: string): PictureFormat {
  const wanted = given.toLowerCase();
  const found = pictureFormats.find((f) => [f.name, f.mediaType, f.extension].includes(wanted));
  if (found) return found;
  throw invalidInput(
    `unknown picture format '${given}': allowed are ${pictureFormats.flatMap(wordsOf).join(', ')}`,
    { code: 'UnknownFormat', detail: { given } },
  );
}
