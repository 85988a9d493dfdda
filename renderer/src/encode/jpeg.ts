import sharp from 'sharp';
import { flatten } from './flatten.ts';
import { DEFAULT_QUALITY, type PictureFormat } from './picture-format.ts';

/**
 * JPEG: what is transparent becomes the background. The Huffman codes of the standard's annex K: codes of the
 * picture's own take a second pass, half as long again, to save a twentieth of the bytes.
 */
export const jpeg: PictureFormat = {
  name: 'jpeg',
  mediaType: 'image/jpeg',
  extension: 'jpg',
  supportsTransparency: false,
  encode: (picture, { background, quality = DEFAULT_QUALITY }) =>
    sharp(flatten(picture, background), {
      raw: { width: picture.widthPx, height: picture.heightPx, channels: 3 },
    })
      .jpeg({ quality, optimiseCoding: false })
      .toBuffer(),
};
