import { type Box, uniteBoxes } from '@pvs/core/geometry/box';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import type { Section } from './capabilities-sections.ts';
import { DEFAULT_COUNT } from './coverage-set-params.ts';
import { timePeriod } from './eo-metadata.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import { crsUri } from './grid-crs.ts';
import { packageFormats } from '../archive/package-formats.ts';
import { interpolations, interpolationUri } from './interpolation.ts';
import { NAMESPACES } from './namespaces.ts';
import { ncNameOf } from '@pvs/core/ows/nc-name';
import { coverageFormats } from './coverage-formats.ts';
import { offeredCrss, type WcsDescription } from './wcs-description.ts';

/** What of the standards is done: OGC 09-110r4 §6, and the conformance classes of its extensions. */
const PROFILES = [
  'http://www.opengis.net/spec/WCS_application-profile_earth-observation/1.0/conf/eowcs',
  'http://www.opengis.net/spec/WCS_application-profile_earth-observation/1.0/conf/eowcs_get-kvp',
  'http://www.opengis.net/spec/WCS/2.0/conf/core',
  'http://www.opengis.net/spec/WCS_protocol-binding_get-kvp/1.0/conf/get-kvp',
  'http://www.opengis.net/spec/WCS_protocol-binding_post-xml/1.0/conf/post-xml',
  'http://www.opengis.net/spec/GMLCOV/1.0/conf/gml-coverage',
  'http://www.opengis.net/spec/GMLCOV_geotiff-coverages/1.0/conf/geotiff-coverage',
  'http://www.opengis.net/spec/WCS_service-extension_crs/1.0/conf/crs',
  'http://www.opengis.net/spec/WCS_service-extension_range-subsetting/1.0/conf/record-subsetting',
  'http://www.opengis.net/spec/WCS_service-extension_scaling/1.0/conf/scaling',
  'http://www.opengis.net/spec/WCS_service-extension_interpolation/1.0/conf/interpolation',
];

const OPERATIONS = [
  'GetCapabilities',
  'DescribeCoverage',
  'GetCoverage',
  'DescribeEOCoverageSet',
  'GetEOCoverageSet',
];

/** WCS 2.0.1 capabilities with EO-WCS dataset series (OGC 09-110r4 §8.2, OGC 10-140r1 §8.1). */
export function capabilities201(service: WcsDescription): OwsResponse {
  const { sections } = service;
  const part = (section: Section, write: (service: WcsDescription) => XmlFragment) =>
    sections.has(section) && xml`${write(service)}\n`;
  const contents = ['Contents', 'CoverageSummary', 'DatasetSeriesSummary'] as const;
  const body = xml`<wcs:Capabilities version="2.0.1" updateSequence="${service.updateSequence}"${NAMESPACES}>
${part('ServiceIdentification', identification)}${part('ServiceProvider', provider)}${part('OperationsMetadata', operations)}${part('ServiceMetadata', serviceMetadata)}${contents.some((one) => sections.has(one)) && contentsOf(service)}
</wcs:Capabilities>`;
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
  };
}

function identification({ stack }: WcsDescription): XmlFragment {
  const { keywords, fees, accessConstraints } = stack.service;
  return xml`<ows:ServiceIdentification><ows:Title>${stack.title}</ows:Title><ows:Abstract>${stack.abstract}</ows:Abstract>${keywords.length > 0 && xml`<ows:Keywords>${keywords.map((word) => xml`<ows:Keyword>${word}</ows:Keyword>`)}</ows:Keywords>`}<ows:ServiceType codeSpace="OGC">OGC WCS</ows:ServiceType>${['2.0.1', '2.0.0'].map((version) => xml`<ows:ServiceTypeVersion>${version}</ows:ServiceTypeVersion>`)}
${PROFILES.map((profile) => xml`<ows:Profile>${profile}</ows:Profile>`)}
<ows:Fees>${fees}</ows:Fees><ows:AccessConstraints>${accessConstraints}</ows:AccessConstraints></ows:ServiceIdentification>`;
}

const provider = ({ stack }: WcsDescription): XmlFragment =>
  xml`<ows:ServiceProvider><ows:ProviderName>${stack.service.provider}</ows:ProviderName><ows:ServiceContact/></ows:ServiceProvider>`;

const PACKAGES = xml`<ows:Parameter name="PackageFormat"><ows:AllowedValues>${packageFormats.map(({ mediaType }) => xml`<ows:Value>${mediaType}</ows:Value>`)}</ows:AllowedValues></ows:Parameter>`;

const operations = ({ operationsUrl }: WcsDescription): XmlFragment =>
  xml`<ows:OperationsMetadata>${OPERATIONS.map(
    (name) =>
      xml`<ows:Operation name="${name}"><ows:DCP><ows:HTTP><ows:Get xlink:type="simple" xlink:href="${operationsUrl}"/><ows:Post xlink:type="simple" xlink:href="${operationsUrl}"><ows:Constraint name="PostEncoding"><ows:AllowedValues><ows:Value>XML</ows:Value></ows:AllowedValues></ows:Constraint></ows:Post></ows:HTTP></ows:DCP>${name === 'GetEOCoverageSet' && PACKAGES}</ows:Operation>`,
  )}<ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>${DEFAULT_COUNT}</ows:DefaultValue></ows:Constraint></ows:OperationsMetadata>`;

function serviceMetadata(service: WcsDescription): XmlFragment {
  return xml`<wcs:ServiceMetadata>${coverageFormats.map(({ mediaType }) => xml`<wcs:formatSupported>${mediaType}</wcs:formatSupported>`)}
<wcs:Extension>${offeredCrss(service).map((code) => xml`<crs:crsSupported>${crsUri(code)}</crs:crsSupported>`)}
<int:InterpolationMetadata>${interpolations.map((one) => xml`<int:InterpolationSupported>${interpolationUri(one)}</int:InterpolationSupported>`)}</int:InterpolationMetadata></wcs:Extension></wcs:ServiceMetadata>`;
}

function contentsOf({ sections, coverages, series }: WcsDescription): XmlFragment {
  const hasSeries = sections.has('DatasetSeriesSummary') && series.length > 0;
  return xml`<wcs:Contents>${sections.has('CoverageSummary') && coverages.map(coverageSummary)}
${hasSeries && xml`<wcs:Extension>${series.map(seriesSummary)}</wcs:Extension>`}</wcs:Contents>`;
}

/** What each coverage is (OGC 10-140r1 §7.2), and what that is a kind of. */
const SUBTYPE = xml`<wcs:CoverageSubtype>RectifiedDataset</wcs:CoverageSubtype><wcs:CoverageSubtypeParent><wcs:CoverageSubtype>RectifiedGridCoverage</wcs:CoverageSubtype></wcs:CoverageSubtypeParent>`;

function coverageSummary({ id, product }: OfferedCoverage): XmlFragment {
  const box = uniteBoxes(footprintBoxes(product.footprint));
  return xml`<wcs:CoverageSummary>${box && geographicBox(box)}<wcs:CoverageId>${id}</wcs:CoverageId>${SUBTYPE}</wcs:CoverageSummary>\n`;
}

function seriesSummary({ id, title, extent }: WcsDescription['series'][number]): XmlFragment {
  const name = ncNameOf(id);
  const period = { beginTime: extent.beginMs, endTime: extent.endMs };
  return xml`<wcseo:DatasetSeriesSummary><ows:Title>${title}</ows:Title>${geographicBox(extent.box)}<wcseo:DatasetSeriesId>${name}</wcseo:DatasetSeriesId>${timePeriod(period, `${name}_time`)}</wcseo:DatasetSeriesSummary>\n`;
}

/** Longitude before latitude (OGC 06-121r9 §10.2.2). */
const geographicBox = ({ minX, minY, maxX, maxY }: Box): XmlFragment =>
  xml`<ows:WGS84BoundingBox><ows:LowerCorner>${minX} ${minY}</ows:LowerCorner><ows:UpperCorner>${maxX} ${maxY}</ows:UpperCorner></ows:WGS84BoundingBox>`;
