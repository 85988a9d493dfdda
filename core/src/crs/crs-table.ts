import type { Crs } from './crs.ts';

/** Metres in one degree at the equator of WGS 84 (OGC 07-057r7 §6.1). */
export const METRES_PER_DEGREE = (Math.PI * 6378137) / 180;
const WGS84 = '+datum=WGS84 +units=m +no_defs';
/** ETRS89, NAD83 and RGF93: the same as WGS 84 to a metre or two. */
const GRS80 = '+ellps=GRS80 +units=m +no_defs';

type Row = readonly [
  code: number,
  title: string,
  proj4: string,
  axisOrder: Crs['axisOrder'],
  domain: Crs['domain'],
];

const WORLD: Crs['domain'] = [-180, -90, 180, 90];
const ARCTIC: Crs['domain'] = [-180, 60, 180, 90];
const ANTARCTIC: Crs['domain'] = [-180, -90, 180, -60];
const EUROPE: Crs['domain'] = [-35.58, 24.6, 44.83, 84.73];
const FROM_THE_NORTH_POLE: Crs['domain'] = [-180, 45, 180, 90];
const MERCATOR = '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs';
const UPS = '+k=0.994 +x_0=2000000 +y_0=2000000';

/** EPSG registry, version 11: of the geographic ones, of Europe's grids and of two UPS the northing comes first. */
const METRIC: readonly Row[] = [
  [3857, 'WGS 84 / Pseudo-Mercator', MERCATOR, 'xy', [-180, -85.0511287798066, 180, 85.0511287798066]],
  [
    ...([3035, 'ETRS89-extended / LAEA Europe'] as const),
    `+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 ${GRS80}`,
    ...(['yx', EUROPE] as const),
  ],
  [
    ...([3034, 'ETRS89-extended / LCC Europe'] as const),
    `+proj=lcc +lat_0=52 +lon_0=10 +lat_1=35 +lat_2=65 +x_0=4000000 +y_0=2800000 ${GRS80}`,
    ...(['yx', EUROPE] as const),
  ],
  [
    ...([2154, 'RGF93 / Lambert-93'] as const),
    `+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 ${GRS80}`,
    ...(['xy', [-9.86, 41.15, 10.38, 51.56]] as const),
  ],
  [3395, 'WGS 84 / World Mercator', `+proj=merc +k=1 +lon_0=0 ${WGS84}`, 'xy', [-180, -80, 180, 84]],
  [
    ...([3031, 'WGS 84 / Antarctic Polar Stereographic'] as const),
    `+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +x_0=0 +y_0=0 ${WGS84}`,
    ...(['xy', ANTARCTIC] as const),
  ],
  [
    ...([3413, 'WGS 84 / NSIDC Sea Ice Polar Stereographic North'] as const),
    `+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +x_0=0 +y_0=0 ${WGS84}`,
    ...(['xy', ARCTIC] as const),
  ],
  [
    ...([3976, 'WGS 84 / NSIDC Sea Ice Polar Stereographic South'] as const),
    `+proj=stere +lat_0=-90 +lat_ts=-70 +lon_0=0 +x_0=0 +y_0=0 ${WGS84}`,
    ...(['xy', ANTARCTIC] as const),
  ],
  [
    ...([3995, 'WGS 84 / Arctic Polar Stereographic'] as const),
    `+proj=stere +lat_0=90 +lat_ts=71 +lon_0=0 +x_0=0 +y_0=0 ${WGS84}`,
    ...(['xy', ARCTIC] as const),
  ],
  [5041, 'WGS 84 / UPS North (E,N)', `+proj=stere +lat_0=90 +lon_0=0 ${UPS} ${WGS84}`, 'xy', ARCTIC],
  [5042, 'WGS 84 / UPS South (E,N)', `+proj=stere +lat_0=-90 +lon_0=0 ${UPS} ${WGS84}`, 'xy', ANTARCTIC],
  [32661, 'WGS 84 / UPS North (N,E)', `+proj=stere +lat_0=90 +lon_0=0 ${UPS} ${WGS84}`, 'yx', ARCTIC],
  [32761, 'WGS 84 / UPS South (N,E)', `+proj=stere +lat_0=-90 +lon_0=0 ${UPS} ${WGS84}`, 'yx', ANTARCTIC],
  ...([180, -150, -100, -40, 10, 90] as const).map((lon, i): Row => [
    3571 + i,
    'WGS 84 / North Pole LAEA',
    `+proj=laea +lat_0=90 +lon_0=${lon} +x_0=0 +y_0=0 ${WGS84}`,
    'xy',
    FROM_THE_NORTH_POLE,
  ]),
];

const GEOGRAPHIC: readonly Row[] = [
  [4326, 'WGS 84', '+proj=longlat +datum=WGS84 +no_defs', 'yx', WORLD],
  [4258, 'ETRS89', '+proj=longlat +ellps=GRS80 +no_defs', 'yx', WORLD],
  [4269, 'NAD83', '+proj=longlat +ellps=GRS80 +no_defs', 'yx', WORLD],
];

const crsOf =
  (metresPerUnit: number) =>
  ([code, title, proj4, axisOrder, domain]: Row): Crs => ({
    code: `EPSG:${code}`,
    ...{ title, proj4, axisOrder, metresPerUnit, domain },
  });

/** The CRSs that are not zones of a family. */
export const FIXED_CRSS: readonly Crs[] = [
  ...GEOGRAPHIC.map(crsOf(METRES_PER_DEGREE)),
  ...METRIC.map(crsOf(1)),
];

const UTM_FAMILIES = [
  { first: 32601, zones: [1, 60], datum: WGS84, name: 'WGS 84', isSouth: false },
  { first: 32701, zones: [1, 60], datum: WGS84, name: 'WGS 84', isSouth: true },
  { first: 25828, zones: [28, 38], datum: GRS80, name: 'ETRS89', isSouth: false },
  { first: 26901, zones: [1, 23], datum: GRS80, name: 'NAD83', isSouth: false },
] as const;

/** The UTM zone of a code, or undefined. */
export function utmZone(code: number): Crs | undefined {
  for (const { first, zones, datum, name, isSouth } of UTM_FAMILIES) {
    const zone = code - first + zones[0];
    if (!Number.isInteger(zone) || zone < zones[0] || zone > zones[1]) continue;
    const west = zone * 6 - 186;
    return {
      code: `EPSG:${code}`,
      title: `${name} / UTM zone ${zone}${isSouth ? 'S' : 'N'}`,
      proj4: `+proj=utm +zone=${zone}${isSouth ? ' +south' : ''} ${datum}`,
      axisOrder: 'xy',
      metresPerUnit: 1,
      domain: [west, isSouth ? -80 : 0, west + 6, isSouth ? 0 : 84],
    };
  }
  return undefined;
}
