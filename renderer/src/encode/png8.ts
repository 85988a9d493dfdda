import sharp from 'sharp';
import { flatten } from './flatten.ts';
import type { PictureFormat } from './picture-format.ts';

/** PNG of at most 256 colours, chosen for the picture: a third of the size, for slow lines and old clients. */
export const png8: PictureFormat = {
  name: 'png8',
  mediaType: 'image/png',
  requestedAs: ['image/png; mode=8bit', 'image/png8'],
  extension: 'png',
  supportsTransparency: true,
  encode(picture, { transparent, background }) {
    const size = { width: picture.widthPx, height: picture.heightPx };
    const image = transparent
      ? sharp(picture.rgba, { raw: { ...size, channels: 4 } })
      : sharp(flatten(picture, background), { raw: { ...size, channels: 3 } });
    return image.png({ palette: true, colours: 256, effort: 1 }).toBuffer();
  },
};
