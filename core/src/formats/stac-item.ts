import type { ProductMetadata } from '../catalogue/product.ts';
import { jsonAt, jsonObjectAt, jsonTextAt, isJsonObject, type JsonObject } from '../json/json-value.ts';
import { geojsonFootprint } from './geojson-footprint.ts';
import { metadataFormat, metadataIncomplete } from './metadata-format.ts';
import { instantOf, sensingPeriod } from './metadata-time.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { stacAssets } from './stac-assets.ts';
import { stacAttributes } from './stac-attributes.ts';

/** `dtr:` was the extension's prefix up to version 0.8. */
const TIMES = {
  begin: ['start_datetime', 'dtr:start_datetime', 'datetime'],
  end: ['end_datetime', 'dtr:end_datetime', 'datetime'],
} as const;

/** STAC item (SpatioTemporal Asset Catalog), version 1.0 and 1.1 and those from 0.6 on that are still around. */
export const stacItem = metadataFormat({
  name: 'stac-item',
  title: 'STAC item',
  view: itemOf,
  read: (item): ProductMetadata => {
    const identifier = jsonTextAt(item, 'id');
    if (identifier === undefined) throw metadataIncomplete('a product identifier', 'id');
    const footprint = geojsonFootprint(jsonAt(item, 'geometry'), jsonAt(item, 'bbox'));
    return {
      identifier,
      ...sensingPeriod(timeOf(item, 'begin'), timeOf(item, 'end')),
      ...(footprint && { footprint }),
      attributes: stacAttributes(item),
    };
  },
  references: dataFiles,
});

/** The item a document is; undefined for other JSON, catalogues and collections among it. */
export function itemOf(document: ParsedDocument): JsonObject | undefined {
  if (document.kind !== 'json' || !isJsonObject(document.root)) return undefined;
  const { root } = document;
  const isItem =
    jsonTextAt(root, 'type') === 'Feature' &&
    (jsonTextAt(root, 'stac_version') !== undefined ||
      (jsonObjectAt(root, 'assets') !== undefined && jsonAt(root, 'properties/datetime') !== undefined));
  return isItem ? root : undefined;
}

function timeOf(item: JsonObject, edge: 'begin' | 'end'): Date {
  for (const name of TIMES[edge]) {
    const text = jsonTextAt(item, `properties/${name}`);
    if (text !== undefined) return instantOf(text, edge);
  }
  throw metadataIncomplete(`the ${edge} of sensing`, `properties/${TIMES[edge][0]} or properties/datetime`);
}

/** Of assets that say what they are for, those with role `data`; addresses outside the package are left out. */
function dataFiles(item: JsonObject): string[] {
  const assets = stacAssets(item);
  const data = assets.filter(({ roles }) => roles.includes('data'));
  const rasters = assets.filter(
    ({ roles, href, type }) =>
      roles.length === 0 && (/tiff|jp2/.test(type ?? '') || /\.(tiff?|jp2)$/i.test(href)),
  );
  return (data.length > 0 ? data : rasters)
    .map(({ href }) => href.replace(/^\.\//, ''))
    .filter((href) => !/^([a-z][a-z\d+.-]*:|[/\\])/i.test(href));
}
