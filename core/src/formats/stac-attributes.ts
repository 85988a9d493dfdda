import type { EoAttributes } from '../catalogue/product.ts';
import { jsonAt, jsonItemsAt, jsonObjectAt, jsonTextAt, type JsonObject } from '../json/json-value.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { wrsNumber } from './wrs-number.ts';

const P = 'properties';

/** By extension: eo, view, sat, sar, processing, product, landsat, s2; `eo:` alone has what version 0.x kept there. */
const ATTRIBUTES: AttributePaths = {
  texts: {
    parentIdentifier: ['collection', `${P}/collection`],
    productType: [
      'product:type',
      's2:product_type',
      'sar:product_type',
      'landsat:correction',
      'pl:item_type',
    ].map((name) => `${P}/${name}`),
    processingLevel: [`${P}/processing:level`, `${P}/landsat:correction`],
    processingCenter: `${P}/processing:facility`,
    productVersion: [`${P}/processing:version`, `${P}/s2:processing_baseline`, `${P}/version`],
    platform: [`${P}/platform`, `${P}/eo:platform`, `${P}/constellation`, `${P}/eo:constellation`],
    instrument: `${P}/eo:instrument`,
    sensorMode: `${P}/sar:instrument_mode`,
    acquisitionType: `${P}/product:acquisition_type`,
  },
  numbers: {
    resolutionM: [`${P}/gsd`, `${P}/eo:gsd`],
    orbitNumber: `${P}/sat:absolute_orbit`,
    cloudCover: `${P}/eo:cloud_cover`,
    snowCover: `${P}/eo:snow_cover`,
    illuminationAzimuthAngle: [`${P}/view:sun_azimuth`, `${P}/eo:sun_azimuth`],
    illuminationElevationAngle: [`${P}/view:sun_elevation`, `${P}/eo:sun_elevation`],
    minimumIncidenceAngle: `${P}/view:incidence_angle`,
    maximumIncidenceAngle: `${P}/view:incidence_angle`,
  },
  dates: {
    creationDate: `${P}/created`,
    modificationDate: `${P}/updated`,
    availabilityTime: `${P}/published`,
    processingDate: [`${P}/processing:datetime`, `${P}/s2:generation_time`],
  },
};

/** The attributes of a STAC item, of version 1 and those before it. */
export function stacAttributes(item: JsonObject): EoAttributes {
  const text = (name: string) => jsonTextAt(item, `${P}/${name}`);
  return definedOnly({
    sensorType: sensorTypeOf(item),
    ...readAttributes((path) => jsonTextAt(item, path), ATTRIBUTES),
    ...listOf(item, 'instruments', 'instrument'),
    ...listOf(item, 'sar:polarizations', 'polarisationChannels'),
    orbitDirection: directionOf(text('sat:orbit_state')),
    antennaLookDirection: text('sar:observation_direction')?.toUpperCase(),
    track: text('sat:relative_orbit') ?? wrsNumber(text('landsat:wrs_path')),
    frame: wrsNumber(text('landsat:wrs_row')),
  });
}

/** Items name no kind of sensor: what they say tells it. */
function sensorTypeOf(item: JsonObject): string | undefined {
  const names = Object.keys(jsonObjectAt(item, P) ?? {});
  if (names.some((name) => name.startsWith('sar:'))) return 'RADAR';
  const isOptical =
    names.some((name) => name.startsWith('eo:')) ||
    Object.values(jsonObjectAt(item, 'assets') ?? {}).some(
      (asset) => jsonAt(asset, 'eo:bands') !== undefined,
    );
  return isOptical ? 'OPTICAL' : undefined;
}

function listOf(item: JsonObject, name: string, attribute: 'instrument' | 'polarisationChannels') {
  const words = jsonItemsAt(item, `${P}/${name}`).filter((word) => typeof word === 'string');
  return words.length > 0 ? { [attribute]: words.join(', ') } : {};
}

const directionOf = (state: string | undefined) =>
  state !== undefined && /^(a|de)scending$/i.test(state) ? state.toUpperCase() : undefined;
