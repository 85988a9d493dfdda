import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { INGESTION } from './parse-report.ts';

/** What became of one browse of a report. */
export type BrowseResult =
  | { readonly name: string; readonly outcome: 'inserted' | 'replaced' | 'skipped' }
  | { readonly name: string; readonly outcome: 'failed'; readonly code: string; readonly message: string };

/** The longest that the schema of the answer lets a message be, characters. */
const MAX_MESSAGE = 1024;
const MAX_CODE = 80;

/** The answer of the ngEO browse server to a report (`ngEOBrowseIngestionService.xsd`). */
export function ingestResponse(results: readonly BrowseResult[]): string {
  const count = (outcome: BrowseResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  return document(
    'ingestBrowseResponse',
    xml`
  <bsi:status>${count('failed') > 0 ? 'partial' : 'success'}</bsi:status>
  <bsi:ingestionSummary>
    <bsi:toBeReplaced>${results.length}</bsi:toBeReplaced>
    <bsi:actuallyInserted>${count('inserted')}</bsi:actuallyInserted>
    <bsi:actuallyReplaced>${count('replaced')}</bsi:actuallyReplaced>
  </bsi:ingestionSummary>
  <bsi:ingestionResult>${results.map(briefRecord)}
  </bsi:ingestionResult>
`,
  );
}

/** The answer to what is no report, or cannot be taken now. */
export const ingestException = (code: string, message: string) =>
  document('ingestException', xml`${exception(code, message)}\n`);

function briefRecord(result: BrowseResult): XmlFragment {
  const failed = result.outcome === 'failed';
  return xml`
    <bsi:briefRecord>
      <bsi:identifier>${result.name.slice(0, MAX_MESSAGE)}</bsi:identifier>
      <bsi:status>${failed ? 'failure' : 'success'}</bsi:status>${
        failed &&
        xml`
      <bsi:error>${exception(result.code, result.message)}
      </bsi:error>`
      }
    </bsi:briefRecord>`;
}

const exception = (code: string, message: string) => xml`
  <bsi:exceptionCode>${code.slice(0, MAX_CODE)}</bsi:exceptionCode>
  <bsi:exceptionMessage>${message.slice(0, MAX_MESSAGE)}</bsi:exceptionMessage>`;

const document = (root: string, content: XmlFragment) => `<?xml version="1.0" encoding="UTF-8"?>
${String(xml`<bsi:${root} xmlns:bsi="${INGESTION}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${INGESTION} ../ngEOBrowseIngestionService.xsd">${content}</bsi:${root}>`)}
`;
