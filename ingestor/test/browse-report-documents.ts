import { expect } from 'vitest';
import { parseXml } from '@pvs/core/xml/parse-xml';
import { elementsAt, textAt } from '@pvs/core/xml/xml-element';

/** What an answer to a report says. */
export interface Answer {
  readonly root: string;
  readonly status?: string;
  /** To be replaced, inserted, replaced. */
  readonly counts: string;
  /** Identifier, status, code and message of each browse; of the whole where it was refused. */
  readonly records: readonly (string | undefined)[][];
}

export function readAnswer(body: string): Answer {
  const root = parseXml(body);
  expect(root.ns).toBe('http://ngeo.eo.esa.int/schema/browse/ingestion');
  const summary = ['toBeReplaced', 'actuallyInserted', 'actuallyReplaced'];
  const status = textAt(root, 'status');
  const records =
    root.name === 'ingestException'
      ? [[textAt(root, 'exceptionCode'), textAt(root, 'exceptionMessage')]]
      : elementsAt(root, 'ingestionResult/briefRecord').map((record) =>
          ['identifier', 'status', 'error/exceptionCode', 'error/exceptionMessage'].map((path) =>
            textAt(record, path),
          ),
        );
  return {
    root: root.name,
    ...(status !== undefined && { status }),
    counts: summary.map((name) => textAt(root, `ingestionSummary/${name}`)).join(' '),
    records,
  };
}

/** What differs in a report, or in a browse of it. */
export interface Given {
  readonly type?: string;
  readonly date?: string;
  readonly file?: string;
  readonly id?: string;
  readonly begin?: string;
}
/** A browse of an image that fills a box. */
export const browse = ({
  file = 'b_id_1.png',
  id = 'one',
  begin = '2012-10-02T09:20:00Z',
}: Given = {}) => `<rep:browse>
  ${id && `<rep:browseIdentifier>${id}</rep:browseIdentifier>`}<rep:fileName>${file}</rep:fileName>
  <rep:imageType>PNG</rep:imageType><rep:referenceSystemIdentifier>EPSG:4326</rep:referenceSystemIdentifier>
  <rep:rectifiedBrowse><rep:coordList>46 15 48 16</rep:coordList></rep:rectifiedBrowse>
  <rep:startTime>${begin}</rep:startTime><rep:endTime>2012-10-02T09:20:00Z</rep:endTime></rep:browse>`;
/** A report of browses, else of one. */
export const report = (
  { type = 'BRWTYPE', date = '2012-10-02T09:30:00Z' }: Given = {},
  ...browses: string[]
) =>
  `<rep:browseReport xmlns:rep="http://ngeo.eo.esa.int/ngEO/browseReport/1.0" version="1.3">
  <rep:responsibleOrgName>EOX</rep:responsibleOrgName><rep:dateTime>${date}</rep:dateTime>
  <rep:browseType>${type}</rep:browseType>${browses.join('') || browse()}</rep:browseReport>`;
/** A report whose only browse differs. */
export const one = (given: Given) => report(given, browse(given));
