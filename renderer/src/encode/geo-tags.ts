import type { Grid } from '@pvs/core/catalogue/product';
import { DOUBLE, SHORT, type Tag } from './tiff-directory.ts';

/** Where the pixels of a GeoTIFF are (OGC 19-008r4 §7): `crs` has an EPSG code, and `transform` is GDAL's. */
export function geoTags(transform: Grid['transform'], crs: string, proj4: string): Tag[] {
  const code = Number(crs.replace('EPSG:', ''));
  const isGeographic = /\+proj=longlat/.test(proj4);
  const keys = [
    ...[1, 1, 0, 3],
    ...[1024, 0, 1, isGeographic ? 2 : 1],
    ...[1025, 0, 1, 1],
    ...[isGeographic ? 2048 : 3072, 0, 1, code],
  ];
  return [...placeTags(transform), [34735, SHORT, keys]];
}

/** Scale and tie point where rows lie from west to east, from the north on; else a matrix. */
function placeTags([x, a, b, y, d, e]: Grid['transform']): Tag[] {
  if (b === 0 && d === 0 && a > 0 && e < 0) {
    return [
      [33550, DOUBLE, [a, -e, 0]],
      [33922, DOUBLE, [0, 0, 0, x, y, 0]],
    ];
  }
  return [[34264, DOUBLE, [a, b, 0, x, d, e, 0, y, 0, 0, 0, 0, 0, 0, 0, 1]]];
}
