import { elementAt, elementsAt, type XmlElement } from '@pvs/core/xml/xml-element';
import type { BrowsePlace } from './browse-report.ts';
import { invalidRequest } from './report-errors.ts';
import { requiredText as required } from './required-text.ts';

/** How each georeferencing element is read; a report has one of them for each browse. */
const MODES: Readonly<Record<BrowsePlace['mode'], (element: XmlElement) => BrowsePlace>> = {
  rectifiedBrowse: (element) => ({
    mode: 'rectifiedBrowse',
    coordList: words(required(element, 'coordList')),
  }),
  footprint: (element) => {
    integer(element.attributes['nodeNumber'] ?? '', 'nodeNumber of footprint');
    return {
      mode: 'footprint',
      colRowList: words(required(element, 'colRowList')),
      coordList: words(required(element, 'coordList')),
    };
  },
  regularGrid: (element) => {
    const number = (name: string) => integer(required(element, name), name);
    const step = (name: string) => positive(required(element, name), name);
    const coordLists = elementsAt(element, 'coordList').map(({ text }) => words(text));
    if (coordLists.length === 0) throw invalidRequest('Could not find required element coordList.');
    return {
      mode: 'regularGrid',
      colNodeNumber: number('colNodeNumber'),
      rowNodeNumber: number('rowNodeNumber'),
      colStep: step('colStep'),
      rowStep: step('rowStep'),
      coordLists,
    };
  },
  modelInGeotiff: () => ({ mode: 'modelInGeotiff' }),
  verticalCurtainFootprint: () => ({ mode: 'verticalCurtainFootprint' }),
};

/**
 * How a browse says where it lies.
 * @throws InvalidInput `InvalidRequest` where it does not, or in a form that is none
 */
export function readPlace(browse: XmlElement): BrowsePlace {
  for (const [name, read] of Object.entries(MODES)) {
    const element = elementAt(browse, name);
    if (element) return read(element);
  }
  throw invalidRequest(
    `Missing geo-spatial reference type: expected one of ${Object.keys(MODES).join(', ')}`,
  );
}

const words = (text: string) => text.trim().split(/\s+/);

function integer(text: string, what: string): number {
  if (!/^\s*[+-]?\d{1,9}\s*$/.test(text))
    throw invalidRequest(`${what} is '${text}': expected a whole number`);
  return Number(text);
}

function positive(text: string, what: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number)))
    throw invalidRequest(`${what} is '${text}': expected a number above 0`);
  return number;
}
