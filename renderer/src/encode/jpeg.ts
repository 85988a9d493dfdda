import sharp from 'sharp';
import { DEFAULT_QUALITY, flatten, type PictureFormat } from './picture-format.ts';

/** JPEG: what is transparent becomes the background. */
export const jpeg: PictureFormat = {
  name: 'jpeg',
  mediaType: 'image/jpeg',
  extension: 'jpg',
  supportsTransparency: false,
  encode: (picture, { background, quality = DEFAULT_QUALITY }) =>
    sharp(flatten(picture, background), {
      raw: { width: picture.widthPx, height: picture.heightPx, channels: 3 },
    })
      .jpeg({ quality })
      .toBuffer(),
};
