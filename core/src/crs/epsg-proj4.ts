import { findCrs } from './crs.ts';

/** PROJ string of a code of the EPSG registry, where rasters of that CRS can be drawn. */
export const epsgProj4 = (code: number): string | undefined => findCrs(`EPSG:${code}`)?.proj4;
