import type { Grid } from '@pvs/core/catalogue/product';
import { type Crs, parseCrs } from '@pvs/core/crs/crs';
import { invalidInput, isPvsError } from '@pvs/core/errors';
import { gridCrs } from './grid-crs.ts';

/** What of a CRS requests are read with. */
export type RequestCrs = Pick<Crs, 'code' | 'proj4' | 'axisOrder'>;

/** How it is said that a CRS is not supported. */
interface Saying {
  readonly locator: string;
  readonly code: string;
}

/**
 * The CRS that a request names: one that maps can be in, or the coverage's own, whatever that is.
 * @throws InvalidInput with the code and the locator given
 */
export function requestCrs(
  identifier: string,
  grid: Pick<Grid, 'crs' | 'proj4'>,
  { locator, code }: Saying,
): RequestCrs {
  try {
    const { crs, axisOrder } = parseCrs(identifier);
    return { ...crs, axisOrder };
  } catch (error) {
    if (!isPvsError(error)) throw error;
    const number =
      /^(?:EPSG:|urn:ogc:def:crs:EPSG:[^:]*:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[^/]*\/)(\d{1,6})$/i;
    if (`EPSG:${number.exec(identifier.trim())?.[1]}` === grid.crs)
      return { code: grid.crs, proj4: grid.proj4, axisOrder: gridCrs(grid).axisOrder };
    throw invalidInput(`${error.message}; and ${grid.crs} of the coverage`, {
      ...{ code, detail: { locator }, cause: error },
    });
  }
}

/** {@link requestCrs}, undefined for none. */
export const optionalCrs = (
  identifier: string | undefined,
  grid: Pick<Grid, 'crs' | 'proj4'>,
  saying: Saying,
): RequestCrs | undefined => (identifier === undefined ? undefined : requestCrs(identifier, grid, saying));
