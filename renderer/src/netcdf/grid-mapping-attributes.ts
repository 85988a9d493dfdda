import type { NetcdfAttributes } from './netcdf-header.ts';

const ELLIPSOIDS: Readonly<Record<string, number>> = { WGS84: 298.257223563, GRS80: 298.257222101 };
const SEMI_MAJOR_M = 6_378_137;

type Parameters = Readonly<Record<string, string>>;
type Attributes = Readonly<Record<string, string | number>>;

/** How CF names a projection of PROJ and its parameters (CF 1.8, appendix F). */
const MAPPINGS: Readonly<Record<string, (given: Parameters) => Attributes>> = {
  longlat: () => ({ grid_mapping_name: 'latitude_longitude' }),
  utm: (given) => ({
    ...{ grid_mapping_name: 'transverse_mercator', scale_factor_at_central_meridian: 0.9996 },
    ...{ longitude_of_central_meridian: Number(given['zone']) * 6 - 183, latitude_of_projection_origin: 0 },
    ...{ false_easting: 500_000, false_northing: 'south' in given ? 10_000_000 : 0 },
  }),
  tmerc: (given) => ({
    grid_mapping_name: 'transverse_mercator',
    scale_factor_at_central_meridian: Number(given['k'] ?? given['k_0'] ?? 1),
    longitude_of_central_meridian: Number(given['lon_0'] ?? 0),
    ...origin(given),
  }),
  laea: (given) => ({
    grid_mapping_name: 'lambert_azimuthal_equal_area',
    longitude_of_projection_origin: Number(given['lon_0'] ?? 0),
    ...origin(given),
  }),
  lcc: (given) => ({
    grid_mapping_name: 'lambert_conformal_conic',
    longitude_of_central_meridian: Number(given['lon_0'] ?? 0),
    standard_parallel: Number(given['lat_1'] ?? 0),
    ...origin(given),
  }),
  merc: (given) => ({
    grid_mapping_name: 'mercator',
    longitude_of_projection_origin: Number(given['lon_0'] ?? 0),
    standard_parallel: Number(given['lat_ts'] ?? 0),
    false_easting: Number(given['x_0'] ?? 0),
    false_northing: Number(given['y_0'] ?? 0),
  }),
};

const origin = (given: Parameters) => ({
  latitude_of_projection_origin: Number(given['lat_0'] ?? 0),
  false_easting: Number(given['x_0'] ?? 0),
  false_northing: Number(given['y_0'] ?? 0),
});

/** What says in CF where coordinates of a PROJ string are; undefined for projections that CF or we have no name for. */
export function gridMappingAttributes(proj4: string): NetcdfAttributes | undefined {
  const given = Object.fromEntries(
    [...proj4.matchAll(/\+(\w+)(?:=(\S+))?/g)].map(([, key, value = '']) => [key!, value]),
  );
  const mapping = MAPPINGS[given['proj'] ?? ''];
  const figure = figureOf(given);
  const isTwoParallels =
    given['proj'] === 'lcc' && given['lat_2'] !== undefined && given['lat_2'] !== given['lat_1'];
  if (!mapping || !figure || isTwoParallels) return undefined;
  const all = { ...mapping(given), ...figure };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : ({ type: 'double', value } as const),
    ]),
  );
}

/** A sphere for Web Mercator, else one of the two ellipsoids that are in use. */
function figureOf(given: Parameters): Attributes | undefined {
  if (given['a'] !== undefined && given['a'] === given['b']) return { earth_radius: Number(given['a']) };
  const inverse = ELLIPSOIDS[given['ellps'] ?? given['datum'] ?? ''];
  return inverse === undefined ? undefined : { semi_major_axis: SEMI_MAJOR_M, inverse_flattening: inverse };
}
