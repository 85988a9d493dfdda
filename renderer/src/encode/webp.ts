import sharp from 'sharp';
import type { MapPicture } from '../draw/map-picture.ts';
import { analysePicture } from './analyse-picture.ts';
import { flatten } from './flatten.ts';
import { DEFAULT_QUALITY, type EncodeOptions, type PictureFormat } from './picture-format.ts';

/** Lossy WebP, with its opacity where it has some. */
export const webp: PictureFormat = {
  name: 'webp',
  mediaType: 'image/webp',
  extension: 'webp',
  supportsTransparency: true,
  encode: encodeWebp,
};

/** Each step of effort costs half as much time again and saves a few per cent. */
const EFFORT = 0;

function encodeWebp(picture: MapPicture, options: EncodeOptions): Promise<Buffer> {
  const size = { width: picture.widthPx, height: picture.heightPx };
  const keepsAlpha = options.transparent && analysePicture(picture).content !== 'opaque';
  const image = keepsAlpha
    ? sharp(picture.rgba, { raw: { ...size, channels: 4 } })
    : sharp(flatten(picture, options.background), { raw: { ...size, channels: 3 } });
  return image.webp({ quality: options.quality ?? DEFAULT_QUALITY, effort: EFFORT }).toBuffer();
}
