import type { Position } from '@pvs/core/geometry/footprint';
import type gdal from 'gdal-async';
import { bandColor } from './band-color.ts';
import type { BandInfo, GeoTransform, InspectJob, RasterInfo } from './gdal-job.ts';
import { hasDatasetMask } from './has-dataset-mask.ts';
import { lonLatOf } from './lon-lat-of.ts';
import { openRaster } from './open-raster.ts';
import { dataTypeOf } from './signed-bytes.ts';

/** GDAL reports thousands of bands of a damaged file one by one. */
const MAX_BANDS_LISTED = 64;

/** What a raster is, without reading a pixel (but {@link dataTypeOf}). @throws InvalidInput `RasterUnreadable` */
export function inspectRaster({ raster }: InspectJob): RasterInfo {
  const dataset = openRaster(raster);
  try {
    const { x: widthPx, y: heightPx } = dataset.rasterSize;
    const bandCount = dataset.bands.count();
    const bands = Array.from({ length: Math.min(bandCount, MAX_BANDS_LISTED) }, (_, i) =>
      bandInfo(dataset.bands.get(i + 1)),
    );
    const transform = transformOf(dataset);
    return {
      widthPx,
      heightPx,
      bandCount,
      bands,
      blockBytes: blockBytes(dataset.bands.get(1)) * (raster.driver === 'GTiff' ? bandCount : 1),
      ...(dataset.srs && { crs: dataset.srs.toWKT() }),
      ...(transform && { transform }),
      ...placed(dataset, transform),
      ...gcpsOf(dataset),
      hasRpc: Object.keys(dataset.getMetadata('RPC')).length > 0,
      hasGeolocation: hasOwnGeolocation(dataset, raster.path),
      hasMask: bandCount <= MAX_BANDS_LISTED && hasDatasetMask(dataset),
    };
  } finally {
    dataset.close();
  }
}

/** Tie points inside the file itself; where metadata name another file, they are not followed. */
function hasOwnGeolocation(dataset: gdal.Dataset, path: string): boolean {
  const container = /^(NETCDF|HDF5):"(.*)":/.exec(path);
  if (!container) return false;
  const { X_DATASET: x, Y_DATASET: y } = dataset.getMetadata('GEOLOCATION') as Readonly<
    Record<string, unknown>
  >;
  return [x, y].every((one) => typeof one === 'string' && one.startsWith(container[0]));
}

function bandInfo(band: gdal.RasterBand): BandInfo {
  return {
    dataType: dataTypeOf(band),
    color: bandColor(band),
    description: band.description ?? '',
    ...(band.noDataValue !== null && { nodata: band.noDataValue }),
  };
}

function blockBytes(band: gdal.RasterBand): number {
  const bits = Number(/\d+$/.exec(band.dataType ?? '')?.[0] ?? 8);
  return (band.blockSize.x * band.blockSize.y * bits) / 8;
}

function transformOf(dataset: gdal.Dataset): GeoTransform | undefined {
  return dataset.geoTransform?.length === 6 ? (dataset.geoTransform as unknown as GeoTransform) : undefined;
}

function gcpsOf(dataset: gdal.Dataset) {
  const gcpCount = dataset.getGCPs().length;
  const gcpCrs = gcpCount > 0 ? dataset.getGCPProjection() : '';
  return { gcpCount, ...(gcpCrs && { gcpCrs }) };
}

/** The corners on Earth, left out where the CRS cannot hold them. */
function placed(dataset: gdal.Dataset, transform?: GeoTransform): { corners?: Position[] } {
  if (!dataset.srs || !transform) return {};
  const { x: widthPx, y: heightPx } = dataset.rasterSize;
  const [x0, dx, rx, y0, ry, dy] = transform;
  try {
    const toLonLat = lonLatOf(dataset.srs);
    const corners = [
      [0, 0],
      [widthPx, 0],
      [widthPx, heightPx],
      [0, heightPx],
    ] as const;
    return {
      corners: corners.map(([column, row]) =>
        toLonLat(x0 + column * dx + row * rx, y0 + column * ry + row * dy),
      ),
    };
  } catch {
    return {};
  }
}
