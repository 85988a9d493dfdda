import type { PixelRect } from '../draw/map-picture.ts';
import { applyDifferences, applyFloatingPoint } from '../encode/apply-predictor.ts';
import type { Samples } from '../raster/cog.ts';
import { samplesOf } from './copy-samples.ts';
import type { CoveragePlan } from './plan-coverage.ts';
import { bytesOf, type ReadTile } from './read-coverage.ts';
import { type TiffCompression, uncompressed } from './tiff-compression.ts';
import type { TiffEncoding } from './tiff-encoding.ts';

/** Masks are one bit for a pixel, which no predictor and no picture is for. */
export const maskCompression = ({ compression }: TiffEncoding): TiffCompression =>
  compression.isPicture ? uncompressed : compression;

/** The blocks of a tile as they are written: of each plane, then of the mask. What was read may be worked on. */
export async function tileBlocks(
  { samples, mask }: ReadTile,
  { x0, x1, y0, y1 }: PixelRect,
  plan: CoveragePlan,
  encoding: TiffEncoding,
): Promise<Buffer[]> {
  const [widthPx, heightPx] = [x1 - x0, y1 - y0];
  const count = plan.bands.length;
  const planes = encoding.isPlanar ? plan.bands.map((_, i) => planeOf(samples, plan, i)) : [samples];
  const samplesPerPixel = encoding.isPlanar ? 1 : count;
  const written = planes.map((plane) => {
    predict(plane, widthPx * samplesPerPixel, samplesPerPixel, encoding.predictor);
    const raw = { bytes: bytesOf(plane), widthPx, heightPx, samplesPerPixel };
    return encoding.compression.compress(raw, encoding.jpegQuality);
  });
  if (mask) {
    const raw = { bytes: packMask(mask, widthPx), widthPx, heightPx, samplesPerPixel: 1 };
    written.push(maskCompression(encoding).compress(raw, encoding.jpegQuality));
  }
  return Promise.all(written);
}

function planeOf(samples: Samples, { bands, dataType }: CoveragePlan, band: number): Samples {
  const plane = samplesOf(dataType, samples.length / bands.length);
  for (let i = 0; i < plane.length; i++) plane[i] = samples[i * bands.length + band]!;
  return plane;
}

function predict(samples: Samples, rowSamples: number, stride: number, predictor: TiffEncoding['predictor']) {
  if (predictor === 1) return;
  const apply = predictor === 2 ? applyDifferences : applyFloatingPoint;
  apply(bytesOf(samples), rowSamples, samples.BYTES_PER_ELEMENT, stride);
}

/** Rows begin with a byte, the first pixel is its highest bit. */
function packMask(mask: Uint8Array, widthPx: number): Buffer {
  const rowBytes = Math.ceil(widthPx / 8);
  const rows = mask.length / widthPx;
  const bits = Buffer.alloc(rowBytes * rows);
  for (let row = 0; row < rows; row++)
    for (let x = 0; x < widthPx; x++)
      if (mask[row * widthPx + x] !== 0) bits[row * rowBytes + (x >> 3)]! |= 128 >> (x & 7);
  return bits;
}
