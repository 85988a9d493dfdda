import type gdal from 'gdal-async';
import type { Window } from './warp-windows.ts';

/** Reads a window of a band; what it answers is good until the next read. */
export type PixelReader = (band: gdal.RasterBand, window: Window) => Promise<gdal.TypedArray>;

/**
 * A reader of bands of one data type that keeps its memory: new arrays for every window would be collected long after
 * they are many hundred megabytes.
 */
export function pixelReader(): PixelReader {
  let kept: gdal.TypedArray | undefined;
  return async (band, { x, y, widthPx, heightPx }) => {
    const length = widthPx * heightPx;
    if (kept && kept.length >= length) {
      return band.pixels.readAsync(x, y, widthPx, heightPx, kept.subarray(0, length));
    }
    kept = await band.pixels.readAsync(x, y, widthPx, heightPx);
    return kept;
  };
}
