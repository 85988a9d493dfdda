import type { Layer } from '@pvs/core/layers/layer';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { pictureFormats } from '../encode/index.ts';
import type { LayerGroup, ServiceDescription } from './service-description.ts';

const DOCTYPE =
  '<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd">';

/** WMS 1.1.1 capabilities (OGC 01-068r3 annex A.1: the order of elements is the DTD's). */
export function capabilities111(service: ServiceDescription): OwsResponse {
  const { stack, updateSequence, operationsUrl } = service;
  const { provider, keywords, fees, accessConstraints } = stack.service;
  const formats = pictureFormats.map((format) => xml`<Format>${format.mediaType}</Format>`);
  const body = xml`<WMT_MS_Capabilities version="1.1.1" updateSequence="${updateSequence}">
<Service>
<Name>OGC:WMS</Name>
<Title>${stack.title}</Title>
<Abstract>${stack.abstract}</Abstract>
${keywords.length > 0 && xml`<KeywordList>${keywords.map((word) => xml`<Keyword>${word}</Keyword>`)}</KeywordList>`}
${onlineResource(operationsUrl)}
<ContactInformation><ContactPersonPrimary><ContactPerson></ContactPerson><ContactOrganization>${provider}</ContactOrganization></ContactPersonPrimary></ContactInformation>
<Fees>${fees}</Fees>
<AccessConstraints>${accessConstraints}</AccessConstraints>
</Service>
<Capability>
<Request>
<GetCapabilities><Format>application/vnd.ogc.wms_xml</Format>${http(operationsUrl)}</GetCapabilities>
<GetMap>${formats}${http(operationsUrl)}</GetMap>
</Request>
<Exception><Format>application/vnd.ogc.se_xml</Format></Exception>
<Layer>
<Title>${stack.title}</Title>
${service.crs.map((code) => xml`<SRS>${code}</SRS>`)}
<LatLonBoundingBox minx="-180" miny="-90" maxx="180" maxy="90"/>
${service.groups.map(group)}
</Layer>
</Capability>
</WMT_MS_Capabilities>`;
  return {
    mediaType: 'application/vnd.ogc.wms_xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${DOCTYPE}\n${body.toString()}\n`,
  };
}

const onlineResource = (url: string) =>
  xml`<OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="${url}"/>`;

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

/** Always x before y; the dimension's values stand in an element of their own (OGC 01-068r3 annex C.2). */
function extentOf({ extent, boxes, time }: LayerGroup): XmlFragment {
  const { minX, minY, maxX, maxY } = extent?.box ?? { minX: -180, minY: -90, maxX: 180, maxY: 90 };
  return xml`<LatLonBoundingBox minx="${minX}" miny="${minY}" maxx="${maxX}" maxy="${maxY}"/>
${boxes.map((box) => xml`<BoundingBox SRS="${box.crs}" minx="${box.minX}" miny="${box.minY}" maxx="${box.maxX}" maxy="${box.maxY}"/>`)}
${time && xml`<Dimension name="time" units="ISO8601"/><Extent name="time" default="${time.default}" multipleValues="1" nearestValue="0">${time.values}</Extent>`}`;
}
