import { getDecoder } from 'geotiff';
import sharp from 'sharp';
import type { BlockShape } from './decoders.ts';

const YCBCR = 6;
/** Adobe APP14 marker with transform 0: three components are RGB as they are (Adobe Technical Note 5116, §18). */
const ADOBE_RGB = Buffer.from('ffee000e41646f62650064000000000000', 'hex');

/**
 * A JPEG block (TIFF Technical Note 2). Blocks are abbreviated streams: tables they share go in front. What the
 * components mean is the TIFF's PhotometricInterpretation, not what a JPEG reader would guess.
 */
export async function decodeJpeg(bytes: Buffer, shape: BlockShape): Promise<Uint8Array> {
  const { samples, codec } = shape;
  // Two or four components have no colour space that sharp would leave alone.
  if (samples !== 1 && samples !== 3) return decodeComponents(bytes, shape);
  const stream = completeStream(bytes, codec.jpegTables, samples === 3 && codec.photometric !== YCBCR);
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

function completeStream(bytes: Buffer, tables: Uint8Array | undefined, asRgb: boolean): Buffer {
  const start = bytes.subarray(0, 2);
  const marker = asRgb ? [ADOBE_RGB] : [];
  // Tables are a stream of their own: between its SOI and EOI markers is what belongs in front.
  const shared = tables ? [tables.subarray(2, tables.length - 2)] : [];
  if (marker.length === 0 && shared.length === 0) return bytes;
  return Buffer.concat([start, ...marker, ...shared, bytes.subarray(2)]);
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
