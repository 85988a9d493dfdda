import type { EoAttributes } from '@pvs/core/catalogue/product';
import { type EoAttributeName, eoColumnNames } from '@pvs/core/catalogue/eo-columns';

/** How an EO attribute is called in STAC, and written there. */
export interface StacProperty {
  readonly attribute: EoAttributeName;
  readonly name: string;
  /** The value in an item, where it is another than the catalogue's. */
  readonly write?: (value: string) => string | number | readonly string[];
  /** The catalogue's value of one in a filter. */
  readonly stored?: (value: string) => string;
}

const lower = {
  write: (value: string) => value.toLowerCase(),
  stored: (value: string) => value.toUpperCase(),
};
const list = (value: string) => value.split(/[\s,/]+/).filter((part) => part !== '');

/**
 * Common metadata, then the extensions eo, sat, sar, view, processing, product and version; what none of them has
 * goes by the name of OGC 13-026r9 with this stack's prefix.
 */
export const stacProperties: readonly StacProperty[] = [
  { attribute: 'platform', name: 'platform' },
  { attribute: 'instrument', name: 'instruments', write: list },
  { attribute: 'resolutionM', name: 'gsd' },
  { attribute: 'cloudCover', name: 'eo:cloud_cover' },
  { attribute: 'snowCover', name: 'eo:snow_cover' },
  { attribute: 'orbitNumber', name: 'sat:absolute_orbit' },
  { attribute: 'orbitDirection', name: 'sat:orbit_state', ...lower },
  { attribute: 'sensorMode', name: 'sar:instrument_mode' },
  { attribute: 'polarisationChannels', name: 'sar:polarizations', write: list },
  { attribute: 'antennaLookDirection', name: 'sar:observation_direction', ...lower },
  { attribute: 'illuminationAzimuthAngle', name: 'view:sun_azimuth' },
  { attribute: 'illuminationElevationAngle', name: 'view:sun_elevation' },
  { attribute: 'acrossTrackIncidenceAngle', name: 'view:incidence_angle' },
  { attribute: 'processingLevel', name: 'processing:level' },
  { attribute: 'processingCenter', name: 'processing:facility' },
  { attribute: 'productType', name: 'product:type' },
  { attribute: 'productVersion', name: 'version' },
  { attribute: 'doi', name: 'sci:doi' },
];

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const PROPERTIES: ReadonlyMap<string, StacProperty> = new Map(
  eoColumnNames.map((attribute) => [
    attribute,
    stacProperties.find((property) => property.attribute === attribute) ?? {
      attribute,
      name: `pvs:${snake(attribute)}`,
    },
  ]),
);

/** The STAC name of every attribute: its extension's, else its own behind `pvs:`. */
export const stacNameOf = (attribute: EoAttributeName): string => PROPERTIES.get(attribute)!.name;

/** What a product's attributes are as properties of an item. */
export function writeProperties(attributes: EoAttributes): Record<string, unknown> {
  const written: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes) as [EoAttributeName, unknown][]) {
    const property = PROPERTIES.get(key);
    if (!property || value === undefined || value === null) continue;
    const { name, write } = property;
    written[name] =
      value instanceof Date ? value.toISOString() : write && typeof value === 'string' ? write(value) : value;
  }
  return written;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  eo: 'https://stac-extensions.github.io/eo/v1.1.0/schema.json',
  sat: 'https://stac-extensions.github.io/sat/v1.0.0/schema.json',
  view: 'https://stac-extensions.github.io/view/v1.0.0/schema.json',
  proj: 'https://stac-extensions.github.io/projection/v1.1.0/schema.json',
  raster: 'https://stac-extensions.github.io/raster/v1.1.0/schema.json',
  processing: 'https://stac-extensions.github.io/processing/v1.1.0/schema.json',
  file: 'https://stac-extensions.github.io/file/v2.1.0/schema.json',
};
const SCHEMAS = Object.entries(EXTENSIONS);

/** The schemas of the extensions whose prefixes occur among these names. */
export function extensionsOf(names: Iterable<string>): string[] {
  const prefixes = new Set<string>();
  for (const name of names) {
    const end = name.indexOf(':');
    if (end > 0) prefixes.add(name.slice(0, end));
  }
  return SCHEMAS.flatMap(([prefix, schema]) => (prefixes.has(prefix) ? [schema] : []));
}
