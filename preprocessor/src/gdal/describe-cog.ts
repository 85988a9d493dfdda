import { GDAL_DATA_TYPES } from '@pvs/core/catalogue/gdal-data-types';
import type gdal from 'gdal-async';
import { bandColor } from './band-color.ts';
import { bandStatistics } from './band-statistics.ts';
import type { GeoTransform, WrittenCog } from './gdal-job.ts';
import { hasDatasetMask } from './has-dataset-mask.ts';
import { lonLatOf } from './lon-lat-of.ts';
import { openRaster } from './open-raster.ts';
import { type KnownPoint, proj4Of } from './proj4-of.ts';
import { isSignedByte } from './signed-bytes.ts';
import { wavelengthOf } from './wavelength-of.ts';

/** Points along each edge, so that a straight edge in the CRS bends as it should on Earth. */
const POINTS_PER_EDGE = 16;

/** What a COG that was just written holds: read back from the file, not taken from the plan. */
export function describeCog(path: string): WrittenCog {
  const dataset = openRaster({ path, driver: 'GTiff' });
  try {
    const { srs } = dataset;
    if (!srs || dataset.geoTransform?.length !== 6) throw new Error('the COG has no georeference');
    const transform = dataset.geoTransform as unknown as GeoTransform;
    const { x: widthPx, y: heightPx } = dataset.rasterSize;
    const edges = edgesOf(srs, transform, widthPx, heightPx);
    const first = dataset.bands.get(1);
    const dataType = isSignedByte(first) ? 'int8' : GDAL_DATA_TYPES[first.dataType ?? ''];
    if (!dataType) throw new Error(`the COG has data type ${first.dataType}`);
    return {
      crs: { ...codeOf(srs), proj4: proj4Of(srs, edges) },
      transform,
      widthPx,
      heightPx,
      dataType,
      bands: dataset.bands.map((band) => bandOf(band)),
      hasMask: hasDatasetMask(dataset),
    };
  } finally {
    dataset.close();
  }
}

function bandOf(band: gdal.RasterBand): WrittenCog['bands'][number] {
  const statistics = bandStatistics(band);
  const wavelengthNm = wavelengthOf(band.getMetadata(), band.getMetadata('IMAGERY'));
  return {
    color: bandColor(band),
    description: band.description ?? '',
    ...(band.noDataValue !== null && { nodata: band.noDataValue }),
    ...(statistics && { statistics }),
    ...(wavelengthNm !== undefined && { wavelengthNm }),
  };
}

function codeOf(srs: gdal.SpatialReference): { code?: string } {
  const code = srs.getAuthorityName(null) === 'EPSG' ? srs.getAuthorityCode(null) : undefined;
  return code ? { code: `EPSG:${code}` } : {};
}

function edgesOf(
  srs: gdal.SpatialReference,
  [x0, dx, rx, y0, ry, dy]: GeoTransform,
  widthPx: number,
  heightPx: number,
): KnownPoint[] {
  const toLonLat = lonLatOf(srs);
  const corners = [
    [0, 0],
    [widthPx, 0],
    [widthPx, heightPx],
    [0, heightPx],
  ] as const;
  return corners.flatMap(([fromX, fromY], i) => {
    const [toX, toY] = corners[(i + 1) % 4] ?? [0, 0];
    return Array.from({ length: POINTS_PER_EDGE }, (_, step): KnownPoint => {
      const share = step / POINTS_PER_EDGE;
      const [column, row] = [fromX + (toX - fromX) * share, fromY + (toY - fromY) * share];
      const at = [x0 + column * dx + row * rx, y0 + column * ry + row * dy] as const;
      return { at, lonLat: toLonLat(...at) };
    });
  });
}
