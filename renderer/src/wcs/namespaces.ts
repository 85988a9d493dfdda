import { xml } from '@pvs/core/xml/xml-template';

const namespaces = (wcseo: '1.0' | '1.1', eop: '2.0' | '2.1') =>
  xml` xmlns:wcs="http://www.opengis.net/wcs/2.0" xmlns:wcseo="http://www.opengis.net/wcs/wcseo/${wcseo}" xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:gmlcov="http://www.opengis.net/gmlcov/1.0" xmlns:swe="http://www.opengis.net/swe/2.0" xmlns:ows="http://www.opengis.net/ows/2.0" xmlns:eop="http://www.opengis.net/eop/${eop}" xmlns:om="http://www.opengis.net/om/2.0" xmlns:crs="http://www.opengis.net/wcs/crs/1.0" xmlns:int="http://www.opengis.net/wcs/interpolation/1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/wcs/wcseo/${wcseo} http://schemas.opengis.net/wcs/wcseo/${wcseo}/wcsEOAll.xsd"`;

/** Namespaces of WCS 2.0 and EO-WCS 1.0 documents, and where their schema is. */
export const NAMESPACES = namespaces('1.0', '2.0');

/** Those of EO-WCS 1.1, which alone has sets of coverages (OGC 10-140r2). */
export const NAMESPACES_EO_11 = namespaces('1.1', '2.1');
