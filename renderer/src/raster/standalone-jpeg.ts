import type { BlockCodec } from './cog.ts';

const YCBCR = 6;
/** Adobe APP14 markers (Adobe Technical Note 5116, §18): three components are RGB as they are, or YCbCr. */
const ADOBE = {
  rgb: Buffer.from('ffee000e41646f626500640000000000', 'hex'),
  ycbcr: Buffer.from('ffee000e41646f626500640000000001', 'hex'),
};

/**
 * A JPEG block of a TIFF of one or three samples as a picture that anybody reads (TIFF Technical Note 2). Blocks are
 * abbreviated streams: the tables they share go in front. What the components mean is the TIFF's
 * PhotometricInterpretation, not what a JPEG reader would guess.
 */
export function standaloneJpeg(
  block: Buffer,
  { jpegTables, photometric }: Pick<BlockCodec, 'jpegTables' | 'photometric'>,
  samples: number,
): Buffer {
  const marker = samples === 3 ? [photometric === YCBCR ? ADOBE.ycbcr : ADOBE.rgb] : [];
  // Tables are a stream of their own: between its SOI and EOI markers is what belongs in front.
  const shared = jpegTables ? [jpegTables.subarray(2, jpegTables.length - 2)] : [];
  return Buffer.concat([block.subarray(0, 2), ...marker, ...shared, block.subarray(2)]);
}
