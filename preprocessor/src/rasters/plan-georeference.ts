import { invalidInput } from '@pvs/core/errors';
import type { Georeference, GeoTransform, RasterInfo } from '../gdal/gdal-job.ts';
import type { RasterSource } from './raster-source.ts';

/** Below this many ground control points a thin plate spline has too little to bend by. */
const MIN_TPS_GCPS = 6;
/** Above it, solving a spline takes longer than warping. */
const MAX_TPS_GCPS = 2000;

/**
 * How a raster gets its place: by its own geotransform, else by ground control points, else by its sensor model.
 * @throws InvalidInput `NotGeoreferenced` for one that has none of them
 */
export function planGeoreference({
  file,
  info,
  parts,
}: Pick<RasterSource, 'file' | 'info' | 'parts'>): Georeference {
  if (isPlaced(info)) return { by: 'transform' };
  // Products in sensor geometry name the CRS of their model; the pixels then are in that of their files.
  const part = parts[0];
  if (info.transform && part?.crs !== undefined && isPlaced(part)) return { by: 'transform', crs: part.crs };
  if (info.gcpCount >= 3 && info.gcpCrs !== undefined) {
    const spline = info.gcpCount >= MIN_TPS_GCPS && info.gcpCount <= MAX_TPS_GCPS;
    return { by: 'gcps', method: spline ? 'tps' : 'polynomial' };
  }
  if (info.hasRpc) return { by: 'rpc' };
  throw invalidInput(
    `${file} is not georeferenced: ${whatItHas(info)}; expected a CRS with a geotransform, ground control points with a CRS, or RPCs`,
    {
      code: 'NotGeoreferenced',
      detail: { file, crs: info.crs, transform: info.transform, gcpCount: info.gcpCount },
    },
  );
}

/** True where planning would find something. */
export const isGeoreferenced = (source: Pick<RasterSource, 'info' | 'parts'>): boolean => {
  const { info, parts } = source;
  return (
    isPlaced(info) ||
    info.hasRpc ||
    (info.gcpCount >= 3 && info.gcpCrs !== undefined) ||
    (info.transform !== undefined && parts.some(isPlaced))
  );
};

const isPlaced = (info: RasterInfo) =>
  info.crs !== undefined &&
  info.corners !== undefined &&
  info.transform !== undefined &&
  !isIdentity(info.transform);

/** What drivers give where there is no geotransform: pixels counted from the corner. */
const isIdentity = ([x, dx, rx, y, ry, dy]: GeoTransform) =>
  x === 0 && dx === 1 && rx === 0 && y === 0 && ry === 0 && Math.abs(dy) === 1;

function whatItHas(info: RasterInfo): string {
  if (info.transform && info.crs !== undefined) return 'its geotransform lies outside its CRS';
  if (info.transform) return 'it has a geotransform and no CRS';
  if (info.crs !== undefined) return 'it has a CRS and no geotransform';
  return info.gcpCount > 0
    ? `it has ${info.gcpCount} ground control points and no CRS`
    : 'it has no CRS and no geotransform';
}
