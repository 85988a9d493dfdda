import { invalidInput, messageOf } from '@pvs/core/errors';
import { parseXml, type XmlLimits } from '@pvs/core/xml/parse-xml';
import { elementsAt, textAt, type XmlElement } from '@pvs/core/xml/xml-element';
import { type Browse, type BrowseReport, IMAGE_TYPES } from './browse-report.ts';
import { readPlace } from './read-place.ts';
import { invalidRequest } from './report-errors.ts';
import { requiredText as required } from './required-text.ts';

/** A report of ten thousand browses with grids of a hundred nodes has some 40 MB; one in use has some 10 kB. */
export const REPORT_LIMITS: XmlLimits = {
  maxBytes: 16 * 1024 ** 2,
  maxDepth: 16,
  maxElements: 500_000,
  maxAttributeLength: 4096,
};

const CURRENT = 'http://ngeo.eo.esa.int/ngEO/browseReport/1.0';
const OLD = 'http://ngeo.eo.esa.int/schema/browseReport';
export const INGESTION = 'http://ngeo.eo.esa.int/schema/browse/ingestion';

/** Roots that reports have; what is inside is of one of the first two namespaces in all of them. */
const ROOTS: readonly (readonly [ns: string, name: string])[] = [
  [CURRENT, 'browseReport'],
  [OLD, 'browseReport'],
  [INGESTION, 'ingestBrowse'],
];

/**
 * Reads a browse report: `browseReport` of version 1.0 to 1.3 in either namespace, or `ingestBrowse` around the same.
 * @throws InvalidInput `InvalidRequest` for what is no report at all; single browses that cannot be placed are found
 *   out later, each by itself
 */
export function parseReport(document: Uint8Array): BrowseReport {
  const root = readRoot(document);
  const browses = elementsAt(root, 'browse');
  if (browses.length === 0) throw invalidRequest('the report has no browse: expected one or more');
  const responsibleOrgName = textAt(root, 'responsibleOrgName');
  return {
    ...(responsibleOrgName !== undefined && { responsibleOrgName }),
    dateTime: timeAt(root, 'dateTime'),
    browseType: required(root, 'browseType'),
    browses: browses.map(readBrowse),
  };
}

function readRoot(document: Uint8Array): XmlElement {
  let root: XmlElement;
  try {
    root = parseXml(document, REPORT_LIMITS);
  } catch (cause) {
    throw invalidInput(`Could not parse request XML. ${messageOf(cause)}`, { code: 'InvalidRequest', cause });
  }
  if (ROOTS.some(([ns, name]) => root.ns === ns && root.name === name)) return root;
  const expected = ROOTS.map(([ns, name]) => `{${ns}}${name}`).join(', ');
  throw invalidRequest(`Invalid root tag '{${root.ns}}${root.name}'. Expected one of ${expected}.`);
}

function readBrowse(element: XmlElement): Browse {
  const identifier = textAt(element, 'browseIdentifier');
  const imageType = required(element, 'imageType');
  const known = IMAGE_TYPES.find((type) => type === imageType);
  if (!known) {
    throw invalidRequest(`imageType is '${imageType}': expected one of ${IMAGE_TYPES.join(', ')}`);
  }
  return {
    ...(identifier !== undefined && { identifier }),
    fileName: required(element, 'fileName'),
    imageType: known,
    // "EPSG: 4326" is in use.
    referenceSystem: required(element, 'referenceSystemIdentifier').replaceAll(/\s/g, ''),
    place: readPlace(element),
    startTime: timeAt(element, 'startTime'),
    endTime: timeAt(element, 'endTime'),
  };
}

/** xs:dateTime; without an offset it is UTC. */
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

function timeAt(parent: XmlElement, name: string): Date {
  const text = required(parent, name);
  const zoned = DATE_TIME.exec(text)?.[2] === undefined ? `${text}Z` : text;
  const time = new Date(DATE_TIME.test(text) ? zoned : NaN);
  if (Number.isNaN(time.getTime())) {
    throw invalidRequest(`${name} of ${parent.name} is '${text}': expected one like 2012-10-02T09:20:00Z`);
  }
  return time;
}
