import type { GeoreferenceConfig } from '@pvs/core/config/preprocessing';
import { invalidInput, isPvsError } from '@pvs/core/errors';
import type { Georeference, GeoTransform, RasterInfo } from '../gdal/gdal-job.ts';
import type { RasterSource } from './raster-source.ts';

/** Below this many ground control points a thin plate spline has too little to bend by. */
const MIN_TPS_GCPS = 6;
/** Above it, solving a spline takes longer than warping. */
const MAX_TPS_GCPS = 2000;

/** What planning looks at. */
type Placeable = Pick<RasterSource, 'file' | 'info' | 'parts'>;

/**
 * How a raster gets its place: as configured, else by its own geotransform, else by ground control points, else by
 * its sensor model.
 * @throws InvalidInput `NotGeoreferenced` for one that has not what is needed
 */
export function planGeoreference(source: Placeable, configured?: GeoreferenceConfig): Georeference {
  return configured ? asConfigured(source, configured) : asFound(source);
}

function asFound({ file, info, parts }: Placeable): Georeference {
  if (isPlaced(info)) return { by: 'transform' };
  // Products in sensor geometry name the CRS of their model; the pixels then are in that of their files.
  const part = parts[0];
  if (info.transform && part?.crs !== undefined && isPlaced(part)) return { by: 'transform', crs: part.crs };
  if (info.gcpCount >= 3 && info.gcpCrs !== undefined) return byGcps(info);
  if (info.hasRpc) return { by: 'rpc' };
  if (info.hasGeolocation) return { by: 'geolocation' };
  throw notGeoreferenced(
    file,
    info,
    'expected a CRS with a geotransform, ground control points with a CRS, RPCs or tie points',
  );
}

function byGcps({ gcpCount }: RasterInfo): Georeference {
  const spline = gcpCount >= MIN_TPS_GCPS && gcpCount <= MAX_TPS_GCPS;
  return spline ? { by: 'gcps', method: 'tps' } : { by: 'gcps', method: 'polynomial', order: 1 };
}

function asConfigured({ file, info }: Placeable, configured: GeoreferenceConfig): Georeference {
  switch (configured.by) {
    case 'transform': {
      const { crs } = configured;
      const isThere = info.transform && !isIdentity(info.transform);
      if (isThere && (crs ?? info.crs) !== undefined) return { by: 'transform' };
      throw notGeoreferenced(file, info, 'its type is configured to have a geotransform');
    }
    case 'gcps': {
      const { method, order } = configured;
      const needed = method === 'tps' ? 3 : ((order + 1) * (order + 2)) / 2;
      if (info.gcpCount < needed || info.gcpCrs === undefined) {
        throw notGeoreferenced(file, info, `its type is configured to have ${needed} ground control points`);
      }
      if (method === undefined && order === 1) return byGcps(info);
      return method === 'tps' ? { by: 'gcps', method } : { by: 'gcps', method: 'polynomial', order };
    }
    case 'rpc':
      if (info.hasRpc) return { by: 'rpc' };
      throw notGeoreferenced(file, info, 'its type is configured to have RPCs');
    // What these need is written beside the raster.
    case 'world-file':
      return { by: 'transform' };
    case 'corners':
      return { by: 'gcps', method: 'polynomial', order: 1 };
    case 'geolocation':
      return { by: 'geolocation' };
  }
}

const notGeoreferenced = (file: string, info: RasterInfo, expected: string) =>
  invalidInput(`${file} is not georeferenced: ${whatItHas(info)}; ${expected}`, {
    code: 'NotGeoreferenced',
    detail: { file, crs: info.crs, transform: info.transform, gcpCount: info.gcpCount },
  });

/** True where planning would find something. */
export function isGeoreferenced(source: Placeable, configured?: GeoreferenceConfig): boolean {
  try {
    planGeoreference(source, configured);
    return true;
  } catch (error) {
    if (isPvsError(error)) return false;
    throw error;
  }
}

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
