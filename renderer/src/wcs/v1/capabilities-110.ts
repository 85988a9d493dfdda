import { uniteBoxes } from '@pvs/core/geometry/box';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import type { WcsVersion } from '@pvs/core/ows/wcs-version';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import type { Section } from '../capabilities-sections.ts';
import { coverageFormats } from '../coverage-formats.ts';
import type { OfferedCoverage } from '../find-coverages.ts';
import { offeredCrss, type WcsDescription } from '../wcs-description.ts';
import { crsUrn } from './crs-urn.ts';

/** Namespaces of WCS 1.1 documents: 1.1.1 has one of its own, which OWSLib wants. */
export const namespaces110 = (version: WcsVersion) =>
  xml` xmlns="http://www.opengis.net/wcs/${version === '1.1.1' ? version : '1.1'}" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;

/** WCS 1.1 capabilities (OGC 07-067r5 §8.3). */
export function capabilities110(service: WcsDescription, version: WcsVersion): OwsResponse {
  const part = (section: Section, write: (service: WcsDescription) => XmlFragment) =>
    service.sections.has(section) && xml`${write(service)}\n`;
  const body = xml`<Capabilities version="${version}" updateSequence="${service.updateSequence}"${namespaces110(version)}>
${part('ServiceIdentification', identification)}${part('ServiceProvider', provider)}${part('OperationsMetadata', operations)}${part('Contents', contents)}</Capabilities>`;
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
  };
}

function identification({ stack }: WcsDescription): XmlFragment {
  const { keywords, fees, accessConstraints } = stack.service;
  return xml`<ows:ServiceIdentification><ows:Title>${stack.title}</ows:Title><ows:Abstract>${stack.abstract}</ows:Abstract>${keywords.length > 0 && xml`<ows:Keywords>${keywords.map((word) => xml`<ows:Keyword>${word}</ows:Keyword>`)}</ows:Keywords>`}<ows:ServiceType>WCS</ows:ServiceType>${['1.1.2', '1.1.1', '1.1.0'].map((version) => xml`<ows:ServiceTypeVersion>${version}</ows:ServiceTypeVersion>`)}<ows:Fees>${fees}</ows:Fees><ows:AccessConstraints>${accessConstraints}</ows:AccessConstraints></ows:ServiceIdentification>`;
}

const provider = ({ stack }: WcsDescription): XmlFragment =>
  xml`<ows:ServiceProvider><ows:ProviderName>${stack.service.provider}</ows:ProviderName><ows:ServiceContact/></ows:ServiceProvider>`;

const values = (name: string, allowed: readonly string[]) =>
  xml`<ows:Parameter name="${name}"><ows:AllowedValues>${allowed.map((value) => xml`<ows:Value>${value}</ows:Value>`)}</ows:AllowedValues></ows:Parameter>`;

function operations({ operationsUrl }: WcsDescription): XmlFragment {
  const operation = (name: string, parameters: readonly XmlFragment[] = []) =>
    xml`<ows:Operation name="${name}"><ows:DCP><ows:HTTP><ows:Get xlink:type="simple" xlink:href="${operationsUrl}"/><ows:Post xlink:type="simple" xlink:href="${operationsUrl}"><ows:Constraint name="PostEncoding"><ows:AllowedValues><ows:Value>XML</ows:Value></ows:AllowedValues></ows:Constraint></ows:Post></ows:HTTP></ows:DCP>${parameters}</ows:Operation>`;
  const formats = coverageFormats.map(({ mediaType }) => mediaType);
  return xml`<ows:OperationsMetadata>${operation('GetCapabilities')}${operation('DescribeCoverage')}${operation('GetCoverage', [values('format', formats), values('store', ['false'])])}</ows:OperationsMetadata>`;
}

function contents(service: WcsDescription): XmlFragment {
  const crss = offeredCrss(service).map((code) => xml`<SupportedCRS>${crsUrn(code)}</SupportedCRS>`);
  const formats = coverageFormats.map(
    ({ mediaType }) => xml`<SupportedFormat>${mediaType}</SupportedFormat>`,
  );
  return xml`<Contents>${service.coverages.map(summary)}${crss}${formats}</Contents>`;
}

function summary({ id, product, coverage }: OfferedCoverage): XmlFragment {
  const { minX, minY, maxX, maxY } = uniteBoxes(footprintBoxes(product.footprint))!;
  return xml`<CoverageSummary><ows:Title>${id}</ows:Title><ows:Abstract>${product.collection} ${coverage.identifier}</ows:Abstract><ows:WGS84BoundingBox><ows:LowerCorner>${minX} ${minY}</ows:LowerCorner><ows:UpperCorner>${maxX} ${maxY}</ows:UpperCorner></ows:WGS84BoundingBox><Identifier>${id}</Identifier></CoverageSummary>\n`;
}
