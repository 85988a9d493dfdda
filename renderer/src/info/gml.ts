import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import { uniteBoxes } from '@pvs/core/geometry/box';
import { INFO_FORMATS } from '@pvs/core/ows/info-formats';
import { element } from '@pvs/core/xml/write-elements';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { attributesOf, type Feature, type FeatureInfo } from './feature-info.ts';
import type { InfoWriter } from './info-writer.ts';

/**
 * GML 2 (OGC 02-069) in the elements MapServer made common, which OpenLayers and QGIS read: `{layer}_layer` with one
 * `{layer}_feature` for each product.
 */
export const gml: InfoWriter = { ...INFO_FORMATS.gml, write: writeGml };

function writeGml({ features }: FeatureInfo): string {
  const layers = [...new Set(features.map(({ layer }) => layer))];
  const body = layers.map((layer) => {
    const name = xmlName(layer);
    const own = features.filter((feature) => feature.layer === layer);
    return element(`${name}_layer`, [
      xml`<gml:name>${layer}</gml:name>`,
      ...own.map((f) => featureXml(f, name)),
    ]);
  });
  const document = xml`<msGMLOutput xmlns:gml="http://www.opengis.net/gml" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${body}</msGMLOutput>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document.toString()}\n`;
}

function featureXml(feature: Feature, name: string): XmlFragment | undefined {
  const pixels = feature.coverages.flatMap(({ coverage, bands }) =>
    bands.map(({ band, value }) => element(xmlName(`${coverage}_${band}`), [value ?? 'no data'])),
  );
  const attributes = Object.entries(attributesOf(feature)).map(([key, value]) => element(key, [value]));
  return element(`${name}_feature`, [boundedBy(feature), ...attributes, ...pixels]);
}

function boundedBy({ product }: Feature): XmlFragment {
  const { minX, minY, maxX, maxY } = uniteBoxes(footprintBoxes(product.footprint))!;
  return xml`<gml:boundedBy><gml:Box srsName="EPSG:4326"><gml:coordinates>${minX},${minY} ${maxX},${maxY}</gml:coordinates></gml:Box></gml:boundedBy>`;
}

/** Names of elements cannot hold all that identifiers may. */
function xmlName(text: string): string {
  const plain = text.replaceAll(/[^A-Za-z0-9_.-]/g, '_');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}
