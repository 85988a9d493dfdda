import { INFO_FORMATS } from '@pvs/core/ows/info-formats';
import { writeGeoJson } from './geo-json.ts';
import type { InfoWriter } from './info-writer.ts';

/** The same document as GeoJSON: what QGIS and others expect under JSON's plain media type. */
export const json: InfoWriter = { ...INFO_FORMATS.json, write: writeGeoJson };
