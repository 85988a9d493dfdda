import { requireCrs } from '@pvs/core/crs/crs';
import type { Box } from '@pvs/core/geometry/box';
import type { Layer } from '@pvs/core/layers/layer';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { pictureFormats } from '../encode/index.ts';
import { MAX_LAYERS } from '../requests/wms-get-map.ts';
import type { LayerGroup, ServiceDescription } from './service-description.ts';

/** WMS 1.3.0 capabilities (OGC 06-042 annex E.1: the order of elements is the schema's). */
export function capabilities130(service: ServiceDescription): OwsResponse {
  const { stack, updateSequence } = service;
  const { provider, keywords, fees, accessConstraints } = stack.service;
  const body = xml`<WMS_Capabilities xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd" version="1.3.0" updateSequence="${updateSequence}">
<Service>
<Name>WMS</Name>
<Title>${stack.title}</Title>
<Abstract>${stack.abstract}</Abstract>
${keywords.length > 0 && xml`<KeywordList>${keywords.map((word) => xml`<Keyword>${word}</Keyword>`)}</KeywordList>`}
${onlineResource(service.operationsUrl)}
<ContactInformation><ContactPersonPrimary><ContactPerson></ContactPerson><ContactOrganization>${provider}</ContactOrganization></ContactPersonPrimary></ContactInformation>
<Fees>${fees}</Fees>
<AccessConstraints>${accessConstraints}</AccessConstraints>
<LayerLimit>${MAX_LAYERS}</LayerLimit>
<MaxWidth>${stack.limits.maxWidthPx}</MaxWidth>
<MaxHeight>${stack.limits.maxHeightPx}</MaxHeight>
</Service>
<Capability>
<Request>
<GetCapabilities><Format>text/xml</Format>${http(service.operationsUrl)}</GetCapabilities>
<GetMap>${pictureFormats.map((format) => xml`<Format>${format.mediaType}</Format>`)}${http(service.operationsUrl)}</GetMap>
</Request>
<Exception><Format>XML</Format></Exception>
<Layer>
<Title>${stack.title}</Title>
<CRS>CRS:84</CRS>
${service.crs.map((code) => xml`<CRS>${code}</CRS>`)}
${service.groups.map(group)}
</Layer>
</Capability>
</WMS_Capabilities>`;
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
  };
}

const onlineResource = (url: string) => xml`<OnlineResource xlink:type="simple" xlink:href="${url}"/>`;

const http = (url: string) => xml`<DCPType><HTTP><Get>${onlineResource(url)}</Get></HTTP></DCPType>`;

function group(described: LayerGroup): XmlFragment {
  const { layer, others, abstract } = described;
  return xml`<Layer queryable="0" opaque="0">
${head(layer, abstract)}
${extentOf(described)}
${style}
${others.map((other) => xml`<Layer queryable="0" opaque="0">${head(other, '')}${extentOf(described)}${style}</Layer>`)}
</Layer>`;
}

const head = ({ name, title }: Layer, abstract: string) =>
  xml`<Name>${name}</Name><Title>${title}</Title>${abstract !== '' && xml`<Abstract>${abstract}</Abstract>`}`;

const style = xml`<Style><Name>default</Name><Title>Default</Title></Style>`;

function extentOf({ extent, boxes, time }: LayerGroup): XmlFragment {
  // An empty collection has no extent of its own; clients want one of every named layer.
  const { minX, minY, maxX, maxY } = extent?.box ?? { minX: -180, minY: -90, maxX: 180, maxY: 90 };
  return xml`<EX_GeographicBoundingBox><westBoundLongitude>${minX}</westBoundLongitude><eastBoundLongitude>${maxX}</eastBoundLongitude><southBoundLatitude>${minY}</southBoundLatitude><northBoundLatitude>${maxY}</northBoundLatitude></EX_GeographicBoundingBox>
<BoundingBox CRS="CRS:84" minx="${minX}" miny="${minY}" maxx="${maxX}" maxy="${maxY}"/>
${boxes.map(boundingBox)}
${time && xml`<Dimension name="time" units="ISO8601" default="${time.default}" multipleValues="1" nearestValue="0">${time.values}</Dimension>`}`;
}

/** In the CRS's own axis order (OGC 06-042 §7.2.4.6.8). */
function boundingBox({ crs, minX, minY, maxX, maxY }: Box): XmlFragment {
  const [a, b, c, d] =
    requireCrs(crs).axisOrder === 'yx' ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
  return xml`<BoundingBox CRS="${crs}" minx="${a}" miny="${b}" maxx="${c}" maxy="${d}"/>`;
}
