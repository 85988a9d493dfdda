import type { Grid } from '@pvs/core/catalogue/product';
import { findCrs } from '@pvs/core/crs/crs';

/** How documents and requests name the CRS of a grid and its axes. */
export interface GridCrs {
  /** OGC 09-048r5. */
  readonly uri: string;
  /** Order of the axes in documents. */
  readonly axisOrder: 'xy' | 'yx';
  /** Labels of the axis to the east and of that to the north. */
  readonly labels: { readonly x: string; readonly y: string };
  /** Of the CRS's units, as UCUM and the standard's examples write them. */
  readonly unit: string;
}

/** True where the CRS of a grid can be named: others are offered as files only. */
export const isOffered = (grid: Pick<Grid, 'crs'>) => /^EPSG:\d{1,5}$/.test(grid.crs);

/** UCUM's names of PROJ's units. */
const UNITS: Readonly<Record<string, string>> = { m: 'm', km: 'km', ft: '[ft_i]', 'us-ft': '[ft_us]' };

/** The CRS of an offered grid. */
export function gridCrs({ crs, proj4 }: Pick<Grid, 'crs' | 'proj4'>): GridCrs {
  const isGeographic = /\+proj=longlat/.test(proj4);
  const unit = /\+units=([\w-]+)/.exec(proj4)?.[1] ?? 'm';
  return {
    uri: crsUri(crs),
    axisOrder: findCrs(crs)?.axisOrder ?? (isGeographic ? 'yx' : 'xy'),
    labels: isGeographic ? { x: 'Long', y: 'Lat' } : { x: 'E', y: 'N' },
    unit: isGeographic ? 'deg' : (UNITS[unit] ?? 'm'),
  };
}

/** @example `EPSG:4326` → `http://www.opengis.net/def/crs/EPSG/0/4326` */
export const crsUri = (code: string) => `http://www.opengis.net/def/crs/EPSG/0/${code.replace('EPSG:', '')}`;

/** A pair in the order of the CRS's axes. */
export const inOrder = <T>({ axisOrder }: Pick<GridCrs, 'axisOrder'>, x: T, y: T): [T, T] =>
  axisOrder === 'yx' ? [y, x] : [x, y];
