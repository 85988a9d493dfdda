import { requireCrs } from '@pvs/core/crs/crs';
import type { Box } from '@pvs/core/geometry/box';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { MAX_LAYERS } from '../requests/wms-get-map.ts';
import { geographicBox, layerTree, operations, serviceHead } from './capabilities-parts.ts';
import { legendSizeIn } from './legend-size.ts';
import type { LayerGroup, ServiceDescription } from './service-description.ts';

/** WMS 1.3.0 capabilities (OGC 06-042 annex E.1: the order of elements is the schema's). */
export function capabilities130(service: ServiceDescription): OwsResponse {
  const { stack, updateSequence } = service;
  const words = {
    extentOf,
    operationsUrl: service.operationsUrl,
    legendOf: legendSizeIn(service.stack),
    metadataType: 'other:stac',
  };
  const body = xml`<WMS_Capabilities xmlns="http://www.opengis.net/wms" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd" version="1.3.0" updateSequence="${updateSequence}">
<Service>
${serviceHead('WMS', service)}
<LayerLimit>${MAX_LAYERS}</LayerLimit>
<MaxWidth>${stack.limits.maxWidthPx}</MaxWidth>
<MaxHeight>${stack.limits.maxHeightPx}</MaxHeight>
</Service>
<Capability>
<Request>
${operations(service, 'text/xml')}
</Request>
<Exception>${['XML', 'INIMAGE', 'BLANK', 'application/json'].map((form) => xml`<Format>${form}</Format>`)}</Exception>
<Layer>
<Title>${stack.title}</Title>
<CRS>CRS:84</CRS>
${service.crs.map((code) => xml`<CRS>${code}</CRS>`)}
${service.groups.map((group) => layerTree(group, words))}
</Layer>
</Capability>
</WMS_Capabilities>`;
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
  };
}

function extentOf(group: LayerGroup): XmlFragment {
  const { minX, minY, maxX, maxY } = geographicBox(group);
  const { boxes, time } = group;
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
