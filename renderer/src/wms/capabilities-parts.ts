import type { Box } from '@pvs/core/geometry/box';
import type { Layer } from '@pvs/core/layers/layer';
import type { LayerStyle } from '@pvs/core/layers/layer-styles';
import { infoFormats } from '@pvs/core/ows/info-formats';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { pictureFormats, wordsOf } from '../encode/index.ts';
import type { MapPicture } from '../draw/map-picture.ts';
import type { LayerGroup, ListedLayer, ServiceDescription } from './service-description.ts';

// What WMS 1.1.1 and 1.3.0 capabilities write alike.

/** Of a named layer without products: clients want an extent of every one. */
const WORLD: Box = { crs: 'EPSG:4326', minX: -180, minY: -90, maxX: 180, maxY: 90 };

export const geographicBox = ({ extent }: LayerGroup): Box => extent?.box ?? WORLD;

/** The children of `Service`, up to its access constraints. */
export function serviceHead(name: string, { stack, operationsUrl }: ServiceDescription): XmlFragment {
  const { provider, keywords, fees, accessConstraints } = stack.service;
  return xml`<Name>${name}</Name>
<Title>${stack.title}</Title>
<Abstract>${stack.abstract}</Abstract>
${keywords.length > 0 && xml`<KeywordList>${keywords.map((word) => xml`<Keyword>${word}</Keyword>`)}</KeywordList>`}
${onlineResource(operationsUrl)}
<ContactInformation><ContactPersonPrimary><ContactPerson></ContactPerson><ContactOrganization>${provider}</ContactOrganization></ContactPersonPrimary></ContactInformation>
<Fees>${fees}</Fees>
<AccessConstraints>${accessConstraints}</AccessConstraints>`;
}

/** The operations of the `Request` element. */
export function operations({ operationsUrl }: ServiceDescription, capabilitiesFormat: string): XmlFragment {
  const http = xml`<DCPType><HTTP><Get>${onlineResource(operationsUrl)}</Get></HTTP></DCPType>`;
  const formats = pictureFormats.map((format) => xml`<Format>${wordsOf(format)[0]}</Format>`);
  return xml`<GetCapabilities><Format>${capabilitiesFormat}</Format>${http}</GetCapabilities>
<GetMap>${formats}${http}</GetMap>
<GetFeatureInfo>${infoFormats.map((format) => xml`<Format>${format.mediaType}</Format>`)}${http}</GetFeatureInfo>`;
}

const onlineResource = (url: string) =>
  xml`<OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="${url}"/>`;

/** How the versions write what they write differently. */
export interface LayerWords {
  readonly operationsUrl: string;
  extentOf(group: LayerGroup): XmlFragment;
  legendOf(layer: Layer, style?: string): Pick<MapPicture, 'widthPx' | 'heightPx'>;
  /** Of a STAC document; undefined where a version allows only types that it is not of. */
  readonly metadataType?: string;
}

/** A collection's layer with the other ways to show it inside. */
export function layerTree(group: LayerGroup, words: LayerWords): XmlFragment {
  const extent = words.extentOf(group);
  const type = words.metadataType;
  const metadata =
    type !== undefined &&
    xml`<MetadataURL type="${type}"><Format>application/json</Format>${onlineResource(group.metadataUrl)}</MetadataURL>`;
  const others = group.others.map((other) => layerXml(other, [extent], words, []));
  const products = group.products.map((product) => layerTree(product, words));
  const { layer, abstract } = group;
  return layerXml({ ...layer, abstract }, [extent, metadata], words, [...others, ...products]);
}

function layerXml(
  layer: ListedLayer & { readonly abstract?: string },
  body: readonly (XmlFragment | false)[],
  words: LayerWords,
  inner: readonly XmlFragment[],
) {
  const { name, title, abstract = '', styles } = layer;
  return xml`<Layer queryable="1" opaque="0">
<Name>${name}</Name><Title>${title}</Title>${abstract !== '' && xml`<Abstract>${abstract}</Abstract>`}
${body}
${styleXml(layer, { name: 'default', title: 'Default' }, words)}
${styles.map((style) => styleXml(layer, style, words, style.name))}
${inner}
</Layer>`;
}

/** `asked` is the style as requests name it; absent for the default one. */
function styleXml(
  layer: Layer,
  { name, title }: LayerStyle,
  { operationsUrl, legendOf }: LayerWords,
  asked?: string,
): XmlFragment {
  const { widthPx, heightPx } = legendOf(layer, asked);
  const style = asked === undefined ? '' : `&style=${encodeURIComponent(asked)}`;
  const legend = `${operationsUrl}service=WMS&version=1.3.0&request=GetLegendGraphic&layer=${encodeURIComponent(layer.name)}${style}&format=image/png`;
  return xml`<Style><Name>${name}</Name><Title>${title}</Title><LegendURL width="${widthPx}" height="${heightPx}"><Format>image/png</Format>${onlineResource(legend)}</LegendURL></Style>
`;
}
