import type { EoAttributes } from '../catalogue/product.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';

/** The acquisitions a product was made from: `Scene_Source` in DIMAP 1, `Strip_Source` in DIMAP 2. */
export const SOURCES = 'Dataset_Sources/Source_Information|Source_Identification/Scene_Source|Strip_Source';
/** When the product was made, not sensed. */
export const PRODUCTION_DATE = [
  'Production/DATASET_PRODUCTION_DATE',
  'Product_Information/Delivery_Identification/PRODUCTION_DATE',
];

const SETTINGS = 'Processing_Information/Product_Settings';
const FACILITY = ['Production/Production_Facility', 'Processing_Information/Production_Facility'];
const STRIP = 'Data_Strip/Data_Strip_Identification';

const PRODUCT: AttributePaths = {
  texts: {
    productType: ['Production/PRODUCT_TYPE', `${SETTINGS}/SPECTRAL_PROCESSING`],
    processingLevel: ['Data_Processing/PROCESSING_LEVEL', `${SETTINGS}/PROCESSING_LEVEL`],
    processingCenter: FACILITY.map((facility) => `${facility}/PROCESSING_CENTER`),
    processorName: FACILITY.map((facility) => `${facility}/SOFTWARE_NAME|SOFTWARE`),
    platform: [`${SOURCES}/MISSION`, `${STRIP}/PLATFORM_NAME`],
    platformSerialIdentifier: [`${SOURCES}/MISSION_INDEX`, `${STRIP}/PLATFORM_SERIAL_NUMBER`],
    instrument: `${SOURCES}/INSTRUMENT`,
    sensorMode: `${SOURCES}/BAND_MODE|SENSOR_CODE`,
  },
  numbers: {
    cloudCover: 'Dataset_Content/CLOUD_COVERAGE',
    snowCover: 'Dataset_Content/SNOW_COVERAGE',
    // SPOT's mirrors turn across the track, so that its one incidence angle is the one across it.
    acrossTrackIncidenceAngle: `${SOURCES}/INCIDENCE_ANGLE`,
    illuminationAzimuthAngle: `${SOURCES}/SUN_AZIMUTH`,
    illuminationElevationAngle: `${SOURCES}/SUN_ELEVATION`,
  },
  dates: { processingDate: PRODUCTION_DATE },
};

/** Within one of DIMAP 2's `Located_Geometric_Values`. */
const LOCATED: AttributePaths = {
  texts: {},
  numbers: {
    acrossTrackIncidenceAngle: 'Acquisition_Angles/INCIDENCE_ANGLE_ACROSS_TRACK',
    alongTrackIncidenceAngle: 'Acquisition_Angles/INCIDENCE_ANGLE_ALONG_TRACK',
    illuminationAzimuthAngle: 'Solar_Incidences/SUN_AZIMUTH',
    illuminationElevationAngle: 'Solar_Incidences/SUN_ELEVATION',
  },
  dates: {},
};

/** The attributes of a DIMAP product; angles are those at the centre of the image. */
export function dimapAttributes(document: XmlElement): EoAttributes {
  const located = elementsAt(document, 'Geometric_Data/Use_Area/Located_Geometric_Values');
  const centre =
    located.find((values) => textAt(values, 'LOCATION_TYPE')?.toUpperCase() === 'CENTER') ?? located[0];
  return definedOnly({
    sensorType: 'OPTICAL',
    ...readAttributes((path) => textAt(document, path), PRODUCT),
    ...(centre && readAttributes((path) => textAt(centre, path), LOCATED)),
    ...spotGridReference(document),
    resolutionM: resolutionM(document, centre),
  });
}

/** SPOT's grid reference is three digits of track (K) and three of frame (J). */
function spotGridReference(document: XmlElement) {
  const [, track, frame] = /^(\d{3})(\d{3})$/.exec(textAt(document, `${SOURCES}/GRID_REFERENCE`) ?? '') ?? [];
  return { track, frame };
}

function resolutionM(document: XmlElement, centre: XmlElement | undefined): number | undefined {
  const candidates = [
    textAt(document, `${SETTINGS}/Sampling_Settings/RESAMPLING_SPACING`),
    centre && textAt(centre, 'Ground_Sample_Distance/GSD_ACROSS_TRACK'),
    textAt(document, 'Product_Characteristics/Product_Image_Characteristics/THEORETICAL_RESOLUTION'),
  ];
  // Products in degrees give their spacing in degrees while saying `m`: no sensor in orbit resolves that.
  return candidates.map(Number).find((value) => value >= 0.01);
}
