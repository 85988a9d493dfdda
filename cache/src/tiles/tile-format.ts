import { invalidInput } from '@pvs/core/errors';

/** A form in which tiles are kept and served. */
export interface TileFormat {
  readonly name: 'png' | 'jpeg' | 'webp' | 'mixed';
  /** As it is asked for; tiles of mixed format are what they are. */
  readonly mediaType: string;
  readonly extension: string;
}

export const tileFormats: readonly TileFormat[] = [
  { name: 'png', mediaType: 'image/png', extension: 'png' },
  { name: 'jpeg', mediaType: 'image/jpeg', extension: 'jpg' },
  { name: 'webp', mediaType: 'image/webp', extension: 'webp' },
  // JPEG where a tile is opaque, PNG where it is not; GeoWebCache gave it the media type, which GDAL and QGIS know.
  { name: 'mixed', mediaType: 'image/vnd.jpeg-png', extension: 'mixed' },
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

/** The media type of a tile: that of its format, or what its first bytes say where the format is mixed. */
export function mediaTypeOf({ name, mediaType }: TileFormat, body: Buffer): string {
  if (name !== 'mixed') return mediaType;
  return body[0] === 0xff && body[1] === 0xd8 ? 'image/jpeg' : 'image/png';
}

const [png] = tileFormats as readonly [TileFormat];

/** The format of the tiles that others can be laid over: itself, where at least some of its tiles are without loss. */
export const losslessOf = (format: TileFormat): TileFormat => (format.name === 'mixed' ? format : png);

/** Whether a kept tile of a format is what was drawn, to the bit; an empty one is. */
export const isLossless = (format: TileFormat, body: Buffer): boolean =>
  body.length === 0 || mediaTypeOf(format, body) === 'image/png';
