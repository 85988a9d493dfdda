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

/** By extension (`jpg`, `jpeg`) or media type. */
export function findTileFormat(text: string): TileFormat | undefined {
  const wanted = text.toLowerCase().replace('image/jpg', 'image/jpeg');
  return tileFormats.find((f) => wanted === f.mediaType || wanted === f.extension || wanted === f.name);
}
