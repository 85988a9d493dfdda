import sharp from 'sharp';
import type { BlockShape } from './decoders.ts';

/** A WebP block: three or four samples; an opaque block of a four-sample image is stored without its alpha. */
export async function decodeWebp(bytes: Buffer, shape: BlockShape): Promise<Uint8Array> {
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: shape.widthPx * (shape.rows + 64) });
  const coloured = shape.samples === 4 ? image.ensureAlpha() : image.removeAlpha();
  const { data, info } = await coloured.raw().toBuffer({ resolveWithObject: true });
  if (info.width !== shape.widthPx || info.height < shape.rows || info.channels !== shape.samples) {
    throw new Error(
      `a WebP block has ${info.width} × ${info.height} × ${info.channels} samples, expected ${shape.widthPx} × ${shape.rows} × ${shape.samples}`,
    );
  }
  return data;
}
