import { invalidInput } from '@pvs/core/errors';

/** A form in which tiles are kept and served. */
export interface TileFormat {
  readonly name: 'png' | 'jpeg' | 'webp';
  readonly mediaType: string;
  readonly extension: string;
}

export const tileFormats: readonly TileFormat[] = [
  { name: 'png', mediaType: 'image/png', extension: 'png' },
  { name: 'jpeg', mediaType: 'image/jpeg', extension: 'jpg' },
  { name: 'webp', mediaType: 'image/webp', extension: 'webp' },
];

/** By extension (`jpg`, `jpeg`) or media type, or an `InvalidInput` that says what is allowed. */
export function requireTileFormat(text: string): TileFormat {
  const wanted = text.toLowerCase().replace('image/jpg', 'image/jpeg');
  const found = tileFormats.find((f) => [f.mediaType, f.extension, f.name].some((known) => known === wanted));
  if (found) return found;
  const allowed = tileFormats.map((known) => known.mediaType).join(', ');
  throw invalidInput(`there is no format '${text}': allowed are ${allowed}`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'format' },
  });
}
