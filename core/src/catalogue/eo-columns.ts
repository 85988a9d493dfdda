import type { EoAttributes } from './product.ts';

export type EoAttributeName = keyof EoAttributes;
export type EoValueKind = 'text' | 'number' | 'integer' | 'time';

/**
 * The EO attributes that catalogues search by, each a typed column. One table for migrations, reading and writing,
 * search parameters and documents.
 */
export const eoColumns = {
  parentIdentifier: 'text',
  productType: 'text',
  processingLevel: 'text',
  platform: 'text',
  platformSerialIdentifier: 'text',
  instrument: 'text',
  sensorType: 'text',
  sensorMode: 'text',
  resolutionM: 'number',
  wavelength: 'number',
  spectralRange: 'text',
  compositeType: 'text',
  doi: 'text',
  lowestLocation: 'number',
  highestLocation: 'number',
  swathIdentifier: 'text',
  orbitNumber: 'integer',
  orbitDirection: 'text',
  orbitType: 'text',
  startTimeFromAscendingNode: 'number',
  completionTimeFromAscendingNode: 'number',
  track: 'text',
  frame: 'text',
  cloudCover: 'number',
  snowCover: 'number',
  illuminationAzimuthAngle: 'number',
  illuminationZenithAngle: 'number',
  illuminationElevationAngle: 'number',
  acrossTrackIncidenceAngle: 'number',
  alongTrackIncidenceAngle: 'number',
  minimumIncidenceAngle: 'number',
  maximumIncidenceAngle: 'number',
  incidenceAngleVariation: 'number',
  dopplerFrequency: 'number',
  polarisationMode: 'text',
  polarisationChannels: 'text',
  antennaLookDirection: 'text',
  acquisitionType: 'text',
  acquisitionSubType: 'text',
  acquisitionStation: 'text',
  archivingCenter: 'text',
  processingCenter: 'text',
  processingMode: 'text',
  processorName: 'text',
  productVersion: 'text',
  productionStatus: 'text',
  productQualityStatus: 'text',
  productQualityDegradationTag: 'text',
  creationDate: 'time',
  modificationDate: 'time',
  processingDate: 'time',
  availabilityTime: 'time',
} as const satisfies Record<EoAttributeName, EoValueKind>;

export const eoColumnNames = Object.keys(eoColumns) as EoAttributeName[];

/** The attributes that are times. */
export const timeAttributes = eoColumnNames.filter((name) => eoColumns[name] === 'time');
