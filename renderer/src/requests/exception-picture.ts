import { isPvsError, messageOf } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { type MapPicture, transparentPicture } from '../draw/map-picture.ts';
import { pictureFormats } from '../encode/index.ts';
import { ADVANCE_PX, drawText, LINE_PX, wrapText } from '../text/draw-text.ts';
import type { MapLimits } from './view-params.ts';

const MARGIN_PX = 4;
const DEFAULT_SIZE_PX = 256;

/** True where a GetMap asks for its errors as pictures (OGC 06-042 §7.3.3.11, OGC 01-068r3 §7.2.3.11). */
export const wantsPicture = (kvp: Kvp) =>
  isMap(kvp) && /(^|[_/])(inimage|blank)$/i.test(kvp.get('exceptions') ?? '');

const isMap = (kvp: Kvp) => /^(get)?map$/i.test(kvp.get('request') ?? '');

/**
 * An error as a picture of the map's size and format: its message, or with `BLANK` nothing but the background. Where
 * size or format are what is wrong, defaults stand in.
 */
export async function exceptionPicture(error: unknown, kvp: Kvp, limits: MapLimits): Promise<OwsResponse> {
  const isBlank = /blank$/i.test(kvp.get('exceptions') ?? '');
  const picture = transparentPicture(
    sideOf(kvp.get('width'), limits.maxWidthPx),
    sideOf(kvp.get('height'), limits.maxHeightPx),
  );
  if (!isBlank) writeMessage(picture, isPvsError(error) ? messageOf(error) : 'internal error');
  const wanted = kvp.get('format')?.split(';')[0]?.trim().toLowerCase();
  const format = pictureFormats.find(({ mediaType }) => mediaType === wanted) ?? pictureFormats[0]!;
  const transparent = /^(true|1)$/i.test(kvp.get('transparent') ?? '');
  return {
    mediaType: format.mediaType,
    body: await format.encode(picture, { transparent, background: [255, 255, 255] }),
    headers: { 'cache-control': 'no-store' },
  };
}

function sideOf(text: string | undefined, max: number): number {
  const side = Number(text);
  return Number.isInteger(side) && side >= 1 ? Math.min(side, max) : DEFAULT_SIZE_PX;
}

function writeMessage(picture: MapPicture, message: string): void {
  const width = Math.max(1, Math.floor((picture.widthPx - 2 * MARGIN_PX) / ADVANCE_PX));
  const room = Math.ceil(picture.heightPx / LINE_PX);
  for (const [i, line] of wrapText(message, width).slice(0, room).entries())
    drawText(picture, line, MARGIN_PX, MARGIN_PX + i * LINE_PX);
}
