import type { ProductMetadata } from '../catalogue/product.ts';
import { definedOnly, readAttributes, type AttributePaths } from './attribute-paths.ts';
import { metadataFormat, metadataIncomplete } from './metadata-format.ts';
import { instantOf, sensingPeriod } from './metadata-time.ts';

/** What writers call the time of sensing, the surest first. The TIFF tag often is when the file was written. */
const BEGIN = [
  'ACQUISITIONDATETIME',
  'ACQUISITION_DATETIME',
  'ACQUISITION_DATE',
  'TIME_COVERAGE_START',
  'START_TIME',
  'EXIF_DATETIMEORIGINAL',
  'TIFFTAG_DATETIME',
];
const END = ['TIME_COVERAGE_END', 'STOP_TIME', 'END_TIME'];

/** `CLOUDCOVER` and the like are what GDAL reads from vendors' sidecars (its `IMAGERY` metadata domain). */
const ATTRIBUTES: AttributePaths = {
  texts: {
    platform: ['SATELLITEID', 'SATELLITE', 'PLATFORM', 'MISSION'],
    instrument: ['SENSOR', 'INSTRUMENT'],
    productType: ['PRODUCT_TYPE', 'PRODUCTTYPE'],
    processingLevel: ['PROCESSING_LEVEL'],
    processorName: ['TIFFTAG_SOFTWARE'],
  },
  numbers: { cloudCover: ['CLOUDCOVER', 'CLOUD_COVER'] },
  dates: {},
};

/**
 * The tags of a GeoTIFF, where a raster comes without a metadata document: named after its file, sensed when its
 * tags say (TIFF 6.0 §8 `DateTime`). Its place is in its pixels.
 */
export const geotiffTags = metadataFormat({
  name: 'geotiff-tags',
  title: 'tags of a GeoTIFF',
  view: (document) => (document.kind === 'geotiff' ? lookUp(document.tags) : undefined),
  read: (tagOf, fileName): ProductMetadata => {
    const identifier = /([^\\/]+?)(\.[^.\\/]*)?$/.exec(fileName)?.[1];
    if (identifier === undefined) throw metadataIncomplete('a product identifier', 'the name of the file');
    const begin = first(tagOf, BEGIN);
    if (begin === undefined) throw metadataIncomplete('a time of sensing', BEGIN.join(', '));
    const end = first(tagOf, END) ?? begin;
    return {
      identifier,
      ...sensingPeriod(instantOf(isoTime(begin), 'begin'), instantOf(isoTime(end), 'end')),
      attributes: definedOnly(readAttributes(tagOf, ATTRIBUTES)),
    };
  },
});

type TagLookUp = (name: string) => string | undefined;

/** By name, whatever its case; blank values are none. */
function lookUp(tags: Readonly<Record<string, string>>): TagLookUp {
  const byName = new Map(Object.entries(tags).map(([name, value]) => [name.toUpperCase(), value.trim()]));
  return (name) => byName.get(name) || undefined;
}

const first = (tagOf: TagLookUp, names: readonly string[]) =>
  names.map(tagOf).find((value) => value !== undefined);

/** TIFF and EXIF write `2018:06:30 10:00:00`. */
const isoTime = (text: string) =>
  text.replace(/^(\d{4}):(\d\d):(\d\d)/, '$1-$2-$3').replace(/^(\d{4}-\d\d-\d\d) +(?=\d)/, '$1T');
