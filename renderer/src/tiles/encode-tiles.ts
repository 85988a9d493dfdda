import type { DrawnTile, MetatileRequest } from '@pvs/core/layers/metatile';
import { cutPicture } from '../draw/cut.ts';
import type { MapPicture } from '../draw/map-picture.ts';
import { analysePicture } from '../encode/analyse-picture.ts';
import { requireFormat } from '../encode/index.ts';
import { partOfTile } from './tile-parts.ts';

/** The wanted tiles of a drawn metatile, cut and encoded side by side. */
export function encodeTiles(
  picture: MapPicture,
  { tiles, range, format }: Pick<MetatileRequest, 'tiles' | 'range' | 'format'>,
  sizePx: number,
): Promise<DrawnTile[]> {
  return Promise.all(
    tiles.map(async ({ column, row }) => {
      const tile = cutPicture(picture, partOfTile(range, { column, row }, sizePx));
      return { column, row, ...(await encodeTile(tile, format)) };
    }),
  );
}

/** One tile in the form that tiles are kept in. */
export async function encodeTile(
  tile: MapPicture,
  format: MetatileRequest['format'],
): Promise<Omit<DrawnTile, 'column' | 'row'>> {
  const { content } = analysePicture(tile);
  const mixed = content === 'opaque' ? 'jpeg' : 'png';
  const { encode, mediaType } = requireFormat(format === 'mixed' ? mixed : format);
  const body = await encode(tile, { transparent: true, background: [255, 255, 255] });
  return { isEmpty: content === 'empty', mediaType, body };
}
