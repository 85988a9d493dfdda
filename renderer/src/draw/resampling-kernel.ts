import type { Resampling } from '@pvs/core/config/resampling';
import type { KernelKind } from '../kernels/kernels.ts';

/** Where a scene is a speck, a kernel as wide as a picture pixel would be wider than its coarsest overview. */
const MAX_KERNEL_PX = 32;
/** Of a source pixel: as finely as kernels know positions. */
const MIN_AREA_PX = 1 / 128;

interface ResamplingKernel {
  readonly kind: KernelKind;
  /** Picture pixels for a source pixel, from source pixels for a picture pixel; see `buildTaps`. */
  scaleOf(sourcePxPerPicturePx: number): number;
  /** How far the kernel of a scale reaches to either side of a position, source pixels. */
  radiusOf(scale: number): number;
}

const kernels: Readonly<Record<Exclude<Resampling, 'nearest'>, ResamplingKernel>> = {
  bilinear: { kind: 0, scaleOf: widenedScale, radiusOf: (scale) => 1 / scale },
  cubic: { kind: 1, scaleOf: widenedScale, radiusOf: (scale) => 2 / scale },
  average: {
    kind: 2,
    scaleOf: (ratio) => 1 / Math.min(MAX_KERNEL_PX, Math.max(MIN_AREA_PX, ratio)),
    radiusOf: (scale) => 0.5 + 0.5 / scale,
  },
};

/** Undefined where pixels are taken as they are. */
export const kernelOf = (resampling: Resampling): ResamplingKernel | undefined =>
  resampling === 'nearest' ? undefined : kernels[resampling];

/** GDAL's rules: no wider kernel up to 1 / 0.95, and whole ratios where nearly whole. */
function widenedScale(ratio: number): number {
  if (ratio <= 1 / 0.95) return 1;
  if (ratio > MAX_KERNEL_PX) return 1 / MAX_KERNEL_PX;
  const whole = Math.round(ratio);
  return 1 / (Math.abs(ratio - whole) < 0.05 ? whole : ratio);
}
