import { uniteBoxes } from '@pvs/core/geometry/box';
import { footprintBoxes } from '@pvs/core/geometry/footprint-boxes';
import { invalidInput } from '@pvs/core/errors';
import type { OwsResponse } from '@pvs/core/ows/ows-request';
import { formatInstant } from '@pvs/core/time/format-instant';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { type Section, SECTIONS } from '../capabilities-sections.ts';
import type { OfferedCoverage } from '../find-coverages.ts';
import type { WcsDescription } from '../wcs-description.ts';

/** Namespaces of WCS 1.0.0 documents. */
export const NAMESPACES_100 = xml` xmlns="http://www.opengis.net/wcs" xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;

interface Part {
  /** How it is asked for (OGC 03-065r6 table 3). */
  readonly path: string;
  readonly section: Section;
  /** As a document where `root` has what makes it one. */
  write(service: WcsDescription, root?: XmlFragment): XmlFragment;
}

const PARTS: readonly Part[] = [
  { path: '/WCS_Capabilities/Service', section: 'ServiceIdentification', write: identification },
  { path: '/WCS_Capabilities/Capability', section: 'OperationsMetadata', write: capability },
  { path: '/WCS_Capabilities/ContentMetadata', section: 'CoverageSummary', write: contents },
];

/** The part of capabilities that `section` names; everything unless told. */
export function readSection100(text = '/'): ReadonlySet<Section> {
  if (text === '/') return new Set(SECTIONS);
  const found = PARTS.find(({ path }) => path === text);
  if (found) return new Set([found.section]);
  throw invalidInput(
    `there is no section '${text.slice(0, 100)}': allowed are /, ${PARTS.map(({ path }) => path).join(', ')}`,
    { code: 'InvalidParameterValue', detail: { locator: 'section' } },
  );
}

/** WCS 1.0.0 capabilities, or one part of them (OGC 03-065r6 §8.3). */
export function capabilities100(service: WcsDescription): OwsResponse {
  const root = xml` version="1.0.0" updateSequence="${service.updateSequence}"${NAMESPACES_100} xsi:schemaLocation="http://www.opengis.net/wcs http://schemas.opengis.net/wcs/1.0.0/wcsCapabilities.xsd"`;
  const parts = PARTS.filter(({ section }) => service.sections.has(section));
  const body =
    parts.length === 1
      ? parts[0]!.write(service, root)
      : xml`<WCS_Capabilities${root}>${parts.map(({ write }) => xml`\n${write(service)}`)}\n</WCS_Capabilities>`;
  return {
    mediaType: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
  };
}

function identification({ stack }: WcsDescription, root?: XmlFragment): XmlFragment {
  const { keywords, fees, accessConstraints, provider } = stack.service;
  return xml`<Service${root}><description>${stack.abstract}</description><name>WCS</name><label>${stack.title}</label>${keywords.length > 0 && xml`<keywords>${keywords.map((word) => xml`<keyword>${word}</keyword>`)}</keywords>`}<responsibleParty><organisationName>${provider}</organisationName></responsibleParty><fees>${fees}</fees><accessConstraints>${accessConstraints}</accessConstraints></Service>`;
}

function capability({ operationsUrl }: WcsDescription, root?: XmlFragment): XmlFragment {
  const operation = (name: 'GetCapabilities' | 'DescribeCoverage' | 'GetCoverage') => {
    const at = xml`<OnlineResource xlink:type="simple" xlink:href="${operationsUrl}"/>`;
    const way = xml`<DCPType><HTTP><Get>${at}</Get><Post>${at}</Post></HTTP></DCPType>`;
    if (name === 'GetCapabilities') return xml`<GetCapabilities>${way}</GetCapabilities>`;
    return name === 'GetCoverage'
      ? xml`<GetCoverage>${way}</GetCoverage>`
      : xml`<DescribeCoverage>${way}</DescribeCoverage>`;
  };
  return xml`<Capability${root}><Request>${(['GetCapabilities', 'DescribeCoverage', 'GetCoverage'] as const).map(operation)}</Request><Exception><Format>application/vnd.ogc.se_xml</Format></Exception></Capability>`;
}

function contents({ coverages }: WcsDescription, root?: XmlFragment): XmlFragment {
  return xml`<ContentMetadata${root}>${coverages.map((one) => xml`<CoverageOfferingBrief>${briefOf(one)}</CoverageOfferingBrief>\n`)}</ContentMetadata>`;
}

/** What capabilities and descriptions begin with. Longitude before latitude. */
export function briefOf({ id, product, coverage }: OfferedCoverage): XmlFragment {
  const { minX, minY, maxX, maxY } = uniteBoxes(footprintBoxes(product.footprint))!;
  const times = [product.beginTime, product.endTime].map(
    (time) => xml`<gml:timePosition>${formatInstant(time)}</gml:timePosition>`,
  );
  return xml`<description>${product.collection} ${coverage.identifier}</description><name>${id}</name><label>${id}</label><lonLatEnvelope srsName="urn:ogc:def:crs:OGC:1.3:CRS84"><gml:pos>${minX} ${minY}</gml:pos><gml:pos>${maxX} ${maxY}</gml:pos>${times}</lonLatEnvelope>`;
}
