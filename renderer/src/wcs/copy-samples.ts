import type { DataType } from '@pvs/core/catalogue/product';
import type { PixelRect } from '../draw/map-picture.ts';
import { type PlacedBlock, sharedPart } from '../draw/placed-block.ts';
import { type Samples, samplesInBlock } from '../raster/cog.ts';

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const satisfies Record<DataType, unknown>;

export const samplesOf = (type: DataType, length: number): Samples => new ARRAYS[type](length);

/** Pixels of a window, row after row, with the samples of `bands` for each. */
export interface SampleWindow {
  readonly rect: PixelRect;
  readonly bands: readonly number[];
  readonly samples: Samples;
}

/** Copies what a block has of a window; of one that was never written, what `fill` says for each band. */
export function copySamples(
  place: PlacedBlock,
  block: Samples | undefined,
  target: SampleWindow,
  fill: readonly number[],
): void {
  const part = sharedPart(place, target.rect);
  if (!part) return;
  const { image, sample } = place;
  const { bands, samples, rect } = target;
  const stride = samplesInBlock(image);
  const count = bands.length;
  const isWhole = !image.planar && count === stride && bands.every((band, i) => band === i);
  for (let row = 0; row < part.heightPx; row++) {
    const from = ((part.blockY + row) * image.blockWidthPx + part.blockX) * stride;
    const to = ((part.windowY + row) * (rect.x1 - rect.x0) + part.windowX) * count;
    if (block && isWhole) samples.set(block.subarray(from, from + part.widthPx * stride), to);
    else
      for (const [i, band] of bands.entries()) {
        if (image.planar && band !== sample) continue;
        const first = from + (image.planar ? 0 : band);
        for (let x = 0; x < part.widthPx; x++)
          samples[to + x * count + i] = block ? block[first + x * stride]! : fill[i]!;
      }
  }
}
