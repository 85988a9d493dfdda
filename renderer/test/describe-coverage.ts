import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import gdal from 'gdal-async';
import type { Band, ColorInterpretation, Coverage, DataType } from '@pvs/core/catalogue/product';
import { GDAL_DATA_TYPES } from '@pvs/core/catalogue/gdal-data-types';
import { lonLatOf } from '@pvs/preprocessor/gdal/lon-lat-of';
import { proj4Of } from '@pvs/preprocessor/gdal/proj4-of';

/** Describes a raster file as the registrar would: what the catalogue knows of a coverage. */
export function describeCoverage(root: string, key: string): Coverage {
  const path = join(root, key);
  const dataset = gdal.open(path);
  const proj4 = projectionOf(dataset);
  const coverage: Coverage = {
    identifier: key,
    objectKey: key,
    sizeBytes: statSync(path).size,
    dataType: dataTypeOf(dataset),
    bands: dataset.bands.map((band, i): Band => ({
      name: `b${i}`,
      color: (band.colorInterpretation?.toLowerCase() ?? 'undefined') as ColorInterpretation,
      ...(band.noDataValue === null ? {} : { nodata: band.noDataValue }),
    })),
    grid: {
      crs: `proj4:${proj4}`,
      proj4,
      transform: dataset.geoTransform as unknown as Coverage['grid']['transform'],
      widthPx: dataset.rasterSize.x,
      heightPx: dataset.rasterSize.y,
    },
    // Drawing asks the file itself for one that is in it.
    hasMask: existsSync(`${path}.msk`),
  };
  dataset.close();
  return coverage;
}

/** Before GDAL 3.7 bytes with a sign are bytes with a remark. */
function dataTypeOf(dataset: gdal.Dataset): DataType {
  const band = dataset.bands.get(1);
  const { PIXELTYPE } = band.getMetadata('IMAGE_STRUCTURE') as { readonly PIXELTYPE?: string };
  return PIXELTYPE === 'SIGNEDBYTE' ? 'int8' : (GDAL_DATA_TYPES[band.dataType ?? ''] ?? 'uint8');
}

/** The PROJ string the preprocessor writes: with the shift of a datum that the string cannot name. */
function projectionOf({ srs, geoTransform, rasterSize }: gdal.Dataset): string {
  if (!srs || !geoTransform) return srs?.toProj4() ?? '';
  const [x0, dx, rx, y0, ry, dy] = geoTransform as unknown as Coverage['grid']['transform'];
  const { x: w, y: h } = rasterSize;
  const corners = [[0, 0] as const, [w, 0] as const, [w, h] as const, [0, h] as const];
  try {
    const toLonLat = lonLatOf(srs);
    const points = corners.map(([column, row]) => {
      const at = [x0 + column * dx + row * rx, y0 + column * ry + row * dy] as const;
      return { at, lonLat: toLonLat(...at) };
    });
    return proj4Of(srs, points);
  } catch {
    // Corners of the pictures of a hemisphere are not on Earth.
    return srs.toProj4();
  }
}
