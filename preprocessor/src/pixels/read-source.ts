import type { BandValues } from '@pvs/core/expressions/compile-expression';
import type gdal from 'gdal-async';
import { openRaster } from '../gdal/open-raster.ts';
import type { SourceBand } from './pixel-plan.ts';
import type { PixelBand, PixelWindow } from './pixel-reader.ts';
import type { ReaderOf } from './readers.ts';

/** Blocks this flat lie one below the other across the raster. */
const FLAT_PX = 256;

/** Bands of a file. A sample takes the nearest pixels, from the file's overviews where it has some. */
export const readSource: ReaderOf<'source'> = ({ raster, bands }) => {
  const dataset = openRaster(raster);
  const opened = bands.map((band) => ({ ...band, source: dataset.bands.get(band.band) }));
  const { blockSize, size } = dataset.bands.get(1);
  return {
    bandCount: bands.length,
    inRows: blockSize.x >= size.x && blockSize.y < FLAT_PX,
    read: (window) => opened.map((band) => readBand(band.source, band.valid, window)),
    palette: opened[0]?.source.colorTable ?? undefined,
    close: () => dataset.close(),
  };
};

function readBand(band: gdal.RasterBand, valid: SourceBand['valid'], window: PixelWindow): PixelBand {
  const values = pixelsOf(band, window);
  if (valid === 'all') return { values };
  if (valid === 'as-the-file-says') {
    const mask = band.getMaskBand();
    return mask ? { values, valid: pixelsOf(mask, window) as Uint8Array } : { values };
  }
  return { values, valid: isNot(values, valid.not) };
}

function pixelsOf(
  band: gdal.RasterBand,
  { x, y, widthPx, heightPx, columns, rows }: PixelWindow,
): BandValues {
  return band.pixels.read(x, y, widthPx, heightPx, undefined, {
    buffer_width: columns,
    buffer_height: rows,
    resampling: 'NearestNeighbor',
  }) as BandValues;
}

function isNot(values: BandValues, nodata: number): Uint8Array {
  const valid = new Uint8Array(values.length);
  const given = values instanceof Float32Array ? Math.fround(nodata) : nodata;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? NaN;
    valid[i] = value === given || Number.isNaN(value) ? 0 : 255;
  }
  return valid;
}
