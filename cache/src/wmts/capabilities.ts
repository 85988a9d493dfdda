import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { advertisedLayers, type Layer } from '@pvs/core/layers/layer';
import { type LayerStyle, stylesOf } from '@pvs/core/layers/layer-styles';
import { infoFormats } from '@pvs/core/ows/info-formats';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { formatInstant } from '@pvs/core/time/format-instant';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { requireTileFormat, tileFormats } from '../tiles/tile-format.ts';
import { tileMatrixSetLink, tileMatrixSetXml } from './tile-matrix-set-xml.ts';

/** WMTS 1.0.0 capabilities (OGC 07-057r7 §7.1), for KVP and REST alike. */
export function wmtsCapabilities(stack: StackConfig, index: CatalogueIndex, stackUrl: string): OwsResponse {
  const kvpUrl = `${stackUrl}/cache/ows?`;
  const restUrl = restUrlOf(stackUrl);
  const layers = advertisedLayers(stack, index).flatMap((group) =>
    group.layers.map((layer) => {
      const styles = stylesOf(layer, stack, index);
      return layerXml({ ...layer, styles }, index.extent(group.collection), stack, stackUrl);
    }),
  );
  const body = xml`<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/wmts/1.0 http://schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd" version="1.0.0" updateSequence="${index.updateSequence}">
<ows:ServiceIdentification>
<ows:Title>${stack.title}</ows:Title>
<ows:Abstract>${stack.abstract}</ows:Abstract>
<ows:ServiceType>OGC WMTS</ows:ServiceType>
<ows:ServiceTypeVersion>1.0.0</ows:ServiceTypeVersion>
<ows:Fees>${stack.service.fees}</ows:Fees>
<ows:AccessConstraints>${stack.service.accessConstraints}</ows:AccessConstraints>
</ows:ServiceIdentification>
<ows:ServiceProvider><ows:ProviderName>${stack.service.provider}</ows:ProviderName><ows:ServiceContact/></ows:ServiceProvider>
<ows:OperationsMetadata>
${operation('GetCapabilities', kvpUrl, `${restUrl}/WMTSCapabilities.xml`)}
${operation('GetTile', kvpUrl, `${restUrl}/`)}
${operation('GetFeatureInfo', kvpUrl, `${restUrl}/`)}
</ows:OperationsMetadata>
<Contents>
${layers}
${stack.tileMatrixSets.map(tileMatrixSetXml)}
</Contents>
<ServiceMetadataURL xlink:href="${restUrl}/WMTSCapabilities.xml"/>
</Capabilities>`;
  return {
    mediaType: 'application/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
  };
}

/** OpenLayers and others choose by the GetEncoding constraint. */
function operation(name: string, kvpUrl: string, restUrl: string): XmlFragment {
  const get = (url: string, encoding: string) =>
    xml`<ows:Get xlink:href="${url}"><ows:Constraint name="GetEncoding"><ows:AllowedValues><ows:Value>${encoding}</ows:Value></ows:AllowedValues></ows:Constraint></ows:Get>`;
  return xml`<ows:Operation name="${name}"><ows:DCP><ows:HTTP>${get(kvpUrl, 'KVP')}${get(restUrl, 'RESTful')}</ows:HTTP></ows:DCP></ows:Operation>`;
}

const restUrlOf = (stackUrl: string) => `${stackUrl}/cache/ows/wmts/1.0.0`;

/** Legends are drawn by the WMS. */
function legendUrl(layer: string, style: string, stackUrl: string): XmlFragment {
  const words = new URLSearchParams({ service: 'WMS', version: '1.3.0', request: 'GetLegendGraphic', layer });
  if (style !== '') words.set('style', style);
  words.set('format', 'image/png');
  return xml`<LegendURL format="image/png" xlink:href="${`${stackUrl}/cache/ows?${words.toString()}`}"/>`;
}

function layerXml(
  { name, title, styles }: Layer & { readonly styles: readonly LayerStyle[] },
  extent: Extent | undefined,
  stack: StackConfig,
  stackUrl: string,
): XmlFragment {
  const { minX, minY, maxX, maxY } = extent?.box ?? { minX: -180, minY: -90, maxX: 180, maxY: 90 };
  const path = `${restUrlOf(stackUrl)}/${encodeURIComponent(name)}/{Style}/{Time}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}`;
  const formats = [...tileFormats].sort(
    (a, b) => Number(b.name === stack.cache.format) - Number(a.name === stack.cache.format),
  );
  // The others are there as well, but OpenLayers takes all templates for addresses of the same tiles.
  const first = requireTileFormat(stack.cache.format);
  // Segments of a path cannot hold the slash of ISO 8601 intervals.
  const time = extent ? `${formatInstant(extent.beginMs)}--${formatInstant(extent.endMs)}` : 'default';
  return xml`<Layer>
<ows:Title>${title}</ows:Title>
<ows:WGS84BoundingBox><ows:LowerCorner>${minX} ${minY}</ows:LowerCorner><ows:UpperCorner>${maxX} ${maxY}</ows:UpperCorner></ows:WGS84BoundingBox>
<ows:Identifier>${name}</ows:Identifier>
<Style isDefault="true"><ows:Title>Default</ows:Title><ows:Identifier>default</ows:Identifier>${legendUrl(name, '', stackUrl)}</Style>
${styles.map((style) => xml`<Style><ows:Title>${style.title}</ows:Title><ows:Identifier>${style.name}</ows:Identifier>${legendUrl(name, style.name, stackUrl)}</Style>`)}
${formats.map((format) => xml`<Format>${format.mediaType}</Format>`)}
${infoFormats.map((format) => xml`<InfoFormat>${format.mediaType}</InfoFormat>`)}
<Dimension><ows:Identifier>Time</ows:Identifier><ows:UOM>ISO8601</ows:UOM><Default>${time}</Default><Current>false</Current><Value>${time}</Value></Dimension>
${stack.tileMatrixSets.map((set) => tileMatrixSetLink(set, extent))}
<ResourceURL format="${first.mediaType}" resourceType="tile" template="${`${path}.${first.extension}`}"/>
${infoFormats.map((format) => xml`<ResourceURL format="${format.mediaType}" resourceType="FeatureInfo" template="${`${path}/{J}/{I}.${format.extension}`}"/>`)}
</Layer>`;
}
