import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { geographicBox, layerTree, operations, serviceHead } from './capabilities-parts.ts';
import { legendSizeIn } from './legend-size.ts';
import type { LayerGroup, ServiceDescription } from './service-description.ts';

const DOCTYPE =
  '<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd">';

const EXCEPTIONS = [
  'application/vnd.ogc.se_xml',
  'application/vnd.ogc.se_inimage',
  'application/vnd.ogc.se_blank',
  'application/json',
];

/** WMS 1.1.1 capabilities (OGC 01-068r3 annex A.1: the order of elements is the DTD's). */
export function capabilities111(service: ServiceDescription): OwsResponse {
  const words = { extentOf, operationsUrl: service.operationsUrl, legendOf: legendSizeIn(service.stack) };
  const body = xml`<WMT_MS_Capabilities version="1.1.1" updateSequence="${service.updateSequence}">
<Service>
${serviceHead('OGC:WMS', service)}
</Service>
<Capability>
<Request>
${operations(service, 'application/vnd.ogc.wms_xml')}
</Request>
<Exception>${EXCEPTIONS.map((form) => xml`<Format>${form}</Format>`)}</Exception>
<Layer>
<Title>${service.stack.title}</Title>
${service.crs.map((code) => xml`<SRS>${code}</SRS>`)}
<LatLonBoundingBox minx="-180" miny="-90" maxx="180" maxy="90"/>
${service.groups.map((group) => layerTree(group, words))}
</Layer>
</Capability>
</WMT_MS_Capabilities>`;
  return {
    mediaType: 'application/vnd.ogc.wms_xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${DOCTYPE}\n${body.toString()}\n`,
  };
}

/** Always x before y; the dimension's values stand in an element of their own (OGC 01-068r3 annex C.2). */
function extentOf(group: LayerGroup): XmlFragment {
  const { minX, minY, maxX, maxY } = geographicBox(group);
  const { boxes, time } = group;
  return xml`<LatLonBoundingBox minx="${minX}" miny="${minY}" maxx="${maxX}" maxy="${maxY}"/>
${boxes.map((box) => xml`<BoundingBox SRS="${box.crs}" minx="${box.minX}" miny="${box.minY}" maxx="${box.maxX}" maxy="${box.maxY}"/>`)}
${time && xml`<Dimension name="time" units="ISO8601"/><Extent name="time" default="${time.default}" multipleValues="1" nearestValue="0">${time.values}</Extent>`}`;
}
