import { getDecoder } from 'geotiff';
import sharp from 'sharp';
import type { BlockShape } from './decoders.ts';
import { standaloneJpeg } from './standalone-jpeg.ts';

/**
 * A JPEG block (TIFF Technical Note 2). Blocks are abbreviated streams: tables they share go in front. What the
 * components mean is the TIFF's PhotometricInterpretation, not what a JPEG reader would guess.
 */
export async function decodeJpeg(bytes: Buffer, shape: BlockShape): Promise<Uint8Array> {
  const { samples, codec } = shape;
  // Two or four components have no colour space that sharp would leave alone.
  if (samples !== 1 && samples !== 3) return decodeComponents(bytes, shape);
  const stream = standaloneJpeg(bytes, codec, samples);
  const image = sharp(stream, { failOn: 'error', limitInputPixels: shape.widthPx * (shape.rows + 64) });
  const { data, info } = await image
    .toColourspace(samples === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== shape.widthPx || info.height < shape.rows || info.channels !== samples) {
    throw new Error(
      `a JPEG block has ${info.width} × ${info.height} × ${info.channels} samples, expected ${shape.widthPx} × ${shape.rows} × ${samples}`,
    );
  }
  return data;
}

async function decodeComponents(bytes: Buffer, { codec, samples }: BlockShape): Promise<Uint8Array> {
  const decoder = await getDecoder(7, {
    tileWidth: 0,
    tileHeight: 0,
    predictor: 1,
    bitsPerSample: 8,
    planarConfiguration: 1,
    samplesPerPixel: samples,
    ...(codec.jpegTables ? { JPEGTables: codec.jpegTables } : {}),
  } as Parameters<typeof getDecoder>[1]);
  return new Uint8Array(await decoder.decode(new Uint8Array(bytes).buffer));
}
