import gdal from 'gdal-async';
import { type AssembleJob, type Piece, SINGLE_VALUE_TYPES } from './gdal-job.ts';
import { openRaster } from './open-raster.ts';

/** Rows copied at once, so that memory stays bounded by the width. */
const ROWS = 512;

/** Writes a GeoTIFF laid together from parts of other rasters; what no part covers is empty. */
export function assembleRaster(job: AssembleJob): null {
  const { widthPx, heightPx, bands, dataType, output } = job;
  if (!SINGLE_VALUE_TYPES.includes(dataType)) throw new Error(`it has data type ${dataType}`);
  const options = ['TILED=YES', 'SPARSE_OK=TRUE', 'COMPRESS=DEFLATE', 'BIGTIFF=IF_SAFER'];
  const target = gdal.open(output, 'w', ['GTiff'], widthPx, heightPx, bands.length, dataType, options);
  try {
    for (const [i, { nodata, pieces }] of bands.entries()) {
      const band = target.bands.get(i + 1);
      if (nodata !== undefined) band.noDataValue = nodata;
      for (const piece of pieces) copyPiece(piece, band);
    }
    return null;
  } finally {
    target.close();
  }
}

function copyPiece({ raster, band, from, to }: Piece, target: gdal.RasterBand): void {
  const dataset = openRaster(raster);
  try {
    const source = dataset.bands.get(band);
    const shrink = from.heightPx / to.heightPx;
    for (let row = 0; row < to.heightPx; row += ROWS) {
      const rows = Math.min(ROWS, to.heightPx - row);
      const [top, bottom] = [Math.round(row * shrink), Math.round((row + rows) * shrink)];
      const pixels = source.pixels.read(
        from.x,
        from.y + top,
        from.widthPx,
        Math.max(1, bottom - top),
        undefined,
        {
          buffer_width: to.widthPx,
          buffer_height: rows,
        },
      );
      target.pixels.write(to.x, to.y + row, to.widthPx, rows, pixels);
    }
  } finally {
    dataset.close();
  }
}
