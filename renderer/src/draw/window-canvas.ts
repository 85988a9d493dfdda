import type { Address } from '../kernels/kernels.ts';
import type { PixelRect } from './map-picture.ts';

/** Where a window is put together in scratch memory. */
export interface WindowCanvas {
  readonly kind: 'packed' | 'floats';
  readonly address: Address;
  readonly rect: PixelRect;
  readonly widthPx: number;
  readonly sizePx: number;
  /** Bytes of a pixel, as a power of two. */
  readonly pixelShift: 2 | 4;
  /** Set where blocks are weighed while they are packed: the colour without data, -1 for none such. */
  readonly none?: number;
}
