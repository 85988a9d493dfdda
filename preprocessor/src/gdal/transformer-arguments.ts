import type { Georeference } from './gdal-job.ts';

/** How gdalwarp is told where pixels are (gdal.org/programs/gdalwarp.html). */
export function transformerArguments(georeference: Georeference): string[] {
  switch (georeference.by) {
    case 'transform':
      return georeference.crs ? ['-s_srs', georeference.crs] : [];
    case 'gcps':
      return georeference.method === 'tps' ? ['-tps'] : ['-order', String(georeference.order)];
    case 'geolocation':
      return ['-geoloc'];
    case 'rpc': {
      const { dem, heightM } = georeference;
      const height = heightM === undefined ? [] : ['-to', `RPC_HEIGHT=${heightM}`];
      return ['-rpc', ...height, ...(dem === undefined ? [] : ['-to', `RPC_DEM=${dem}`])];
    }
  }
}

/** The CRS to warp to where the source has none of its own: sensor models and tie points speak of WGS 84. */
export const nativeCrs = ({ by }: Georeference): string | undefined =>
  by === 'rpc' || by === 'geolocation' ? 'EPSG:4326' : undefined;
