import type { BandValues } from '@pvs/core/expressions/compile-expression';
import type gdal from 'gdal-async';
import type { Rectangle } from '../gdal/gdal-job.ts';

/** Some pixels of one band. */
export interface PixelBand {
  readonly values: BandValues;
  /** Not 0 where a pixel is data; all are without it. */
  readonly valid?: Uint8Array | undefined;
}

/** A window of a raster, and how many pixels of it are wanted: fewer for a sample, spread evenly. */
export interface PixelWindow extends Rectangle {
  readonly columns: number;
  readonly rows: number;
}

/** Reads what a plan says, window by window. */
export interface PixelReader {
  /** Bands it gives. */
  readonly bandCount: number;
  /** Whether a file below it is laid out in rows, so that windows should be as wide as it is. */
  readonly inRows: boolean;
  /** What the values of a palette stand for; absent where they are no such numbers. */
  readonly palette?: gdal.ColorTable | undefined;
  read(window: PixelWindow): PixelBand[];
  close(): void;
}

/** Where both are data. */
export function bothValid(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (!a || !b) return a ?? b;
  const both = new Uint8Array(a.length);
  for (let i = 0; i < a.length; i += 1) both[i] = a[i] && b[i] ? 255 : 0;
  return both;
}
