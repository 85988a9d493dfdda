import type { AttributePaths } from './attribute-paths.ts';

/** Steps that EOP 1 (OGC 06-080, GML 3.1) and EO-O&M 2 (OGC 10-157, O&M 2.0) name differently. */
export const METADATA = 'metaDataProperty/EarthObservationMetaData';
export const EQUIPMENT = 'using|procedure/EarthObservationEquipment';
export const RESULT = 'resultOf|result/EarthObservationResult';

const PROCESSING = `${METADATA}/processing/ProcessingInformation`;
const SENSOR = `${EQUIPMENT}/sensor/Sensor`;
const ACQUISITION = `${EQUIPMENT}/acquisitionParameters/Acquisition`;

/**
 * Where the EOP schemas keep the attributes, from the observation (the root of EO-O&M, `gsc:*_metadata` in GSC) on.
 * Namespaces are left out: which of eop, opt, sar, atm or a mission's own one an element is in varies.
 */
export const EOP_ATTRIBUTES: AttributePaths = {
  texts: {
    parentIdentifier: `${METADATA}/parentIdentifier`,
    productType: `${METADATA}/productType`,
    productionStatus: `${METADATA}/status`,
    acquisitionType: `${METADATA}/acquisitionType`,
    acquisitionSubType: `${METADATA}/acquisitionSubType`,
    productQualityStatus: `${METADATA}/productQualityStatus`,
    productQualityDegradationTag: `${METADATA}/productQualityDegradationTag`,
    acquisitionStation: `${METADATA}/downlinkedTo/DownlinkInformation/acquisitionStation`,
    archivingCenter: `${METADATA}/archivedIn/ArchivingInformation/archivingCenter`,
    processingCenter: `${PROCESSING}/processingCenter`,
    processingMode: `${PROCESSING}/processingMode`,
    processingLevel: `${PROCESSING}/processingLevel`,
    processorName: `${PROCESSING}/processorName`,
    platform: `${EQUIPMENT}/platform/Platform/shortName`,
    platformSerialIdentifier: `${EQUIPMENT}/platform/Platform/serialIdentifier`,
    instrument: `${EQUIPMENT}/instrument/Instrument/shortName`,
    sensorType: `${SENSOR}/sensorType`,
    sensorMode: `${SENSOR}/operationalMode`,
    swathIdentifier: `${SENSOR}/swathIdentifier`,
    orbitType: `${EQUIPMENT}/platform/Platform/orbitType`,
    spectralRange: `${SENSOR}/wavelengthInformation/WavelengthInformation/spectralRange`,
    doi: `${METADATA}/doi`,
    orbitDirection: `${ACQUISITION}/orbitDirection`,
    track: `${ACQUISITION}/wrsLongitudeGrid`,
    frame: `${ACQUISITION}/wrsLatitudeGrid`,
    polarisationMode: `${ACQUISITION}/polarisationMode`,
    polarisationChannels: `${ACQUISITION}/polarisationChannels`,
    antennaLookDirection: `${ACQUISITION}/antennaLookDirection`,
    productVersion: `${RESULT}/product/ProductInformation/version`,
  },
  numbers: {
    resolutionM: `${SENSOR}/resolution`,
    wavelength: `${SENSOR}/wavelengthInformation/WavelengthInformation/discreteWavelengths`,
    startTimeFromAscendingNode: `${ACQUISITION}/startTimeFromAscendingNode`,
    completionTimeFromAscendingNode: `${ACQUISITION}/completionTimeFromAscendingNode`,
    orbitNumber: `${ACQUISITION}/orbitNumber`,
    illuminationAzimuthAngle: `${ACQUISITION}/illuminationAzimuthAngle`,
    illuminationZenithAngle: `${ACQUISITION}/illuminationZenithAngle`,
    illuminationElevationAngle: `${ACQUISITION}/illuminationElevationAngle`,
    acrossTrackIncidenceAngle: `${ACQUISITION}/acrossTrackIncidenceAngle`,
    alongTrackIncidenceAngle: `${ACQUISITION}/alongTrackIncidenceAngle`,
    minimumIncidenceAngle: [`${ACQUISITION}/minimumIncidenceAngle`, `${ACQUISITION}/incidenceAngle`],
    maximumIncidenceAngle: [`${ACQUISITION}/maximumIncidenceAngle`, `${ACQUISITION}/incidenceAngle`],
    incidenceAngleVariation: `${ACQUISITION}/incidenceAngleVariation`,
    dopplerFrequency: `${ACQUISITION}/dopplerFrequency`,
    cloudCover: `${RESULT}/cloudCoverPercentage`,
    snowCover: `${RESULT}/snowCoverPercentage`,
  },
  dates: {
    creationDate: `${METADATA}/creationDate`,
    modificationDate: `${METADATA}/modificationDate`,
    processingDate: `${PROCESSING}/processingDate`,
    availabilityTime: 'resultTime/TimeInstant/timePosition',
  },
};
