import type { BrowseStrategy } from '@pvs/core/config/ingest';
import type { Browse, BrowseReport } from './browse-report.ts';
import { georeferenceOf } from './georeference-of.ts';
import { outlineOf } from './outline-of.ts';
import { validationError } from './report-errors.ts';

/** What is known when a browse is decided about. */
export interface BrowseFacts {
  /** Path of its image for the preprocessor. */
  readonly path: string;
  /** Date of the report that the browse of this identifier came with that is there already. */
  readonly earlier?: Date;
  readonly strategy: BrowseStrategy;
  readonly mergeWithinS: number;
}

/** What to do with a browse. */
export type BrowsePlan =
  | { readonly action: 'skip' }
  | { readonly action: 'insert' | 'replace'; readonly identifier: string; readonly message: string };

/**
 * Decides about a browse as the ngEO browse server does. Where it merged pictures, both stay here, the later one as a
 * product of its own that is named after its report.
 * @throws InvalidInput `IngestionException`, `ValidationError`
 */
export function planBrowse(report: BrowseReport, browse: Browse, facts: BrowseFacts): BrowsePlan {
  const { startTime, endTime } = browse;
  if (startTime > endTime) {
    throw validationError(
      `startTime ${startTime.toISOString()} is after endTime ${endTime.toISOString()}: expected it before`,
    );
  }
  const georeference = georeferenceOf(browse);
  const footprint = outlineOf(georeference);
  const { earlier, strategy } = facts;
  if (earlier && strategy === 'skip' && report.dateTime <= earlier) return { action: 'skip' };
  const apartS = earlier ? (report.dateTime.getTime() - earlier.getTime()) / 1000 : 0;
  const merges = earlier !== undefined && strategy === 'merge' && apartS !== 0 && apartS < facts.mergeWithinS;
  const identifier = merges
    ? `${browseIdentifier(report, browse)}_${compact(report.dateTime)}`
    : browseIdentifier(report, browse);
  const message = {
    path: facts.path,
    identifier,
    beginTime: startTime.toISOString(),
    endTime: endTime.toISOString(),
    ...(georeference && { georeference }),
    ...(footprint && { footprint }),
    attributes: browseAttributes(report),
  };
  return { action: earlier && !merges ? 'replace' : 'insert', identifier, message: JSON.stringify(message) };
}

/** What classification and searches see of a browse. */
export const browseAttributes = ({ browseType, dateTime, responsibleOrgName }: BrowseReport) => ({
  productType: browseType,
  creationDate: dateTime.toISOString(),
  ...(responsibleOrgName !== undefined && { processingCenter: responsibleOrgName }),
});

/** What may follow the prefix of an XML name (XML Names §4), which the browse server asks of identifiers. */
const NAME = /^[\p{L}\p{N}_.\-·]{1,200}$/u;

/** Its own identifier; one made of type, times and file where it has none, or one that is no name. */
export function browseIdentifier({ browseType }: BrowseReport, browse: Browse): string {
  const { identifier, startTime, endTime, fileName } = browse;
  if (identifier !== undefined && NAME.test(identifier)) return identifier;
  return [browseType, compact(startTime), compact(endTime), fileName.split('/').at(-1) ?? '']
    .join('_')
    .replaceAll(/[^\w.-]+/g, '_')
    .slice(0, 200);
}

/** @example `20121002T092000000Z` */
const compact = (time: Date) => time.toISOString().replaceAll(/[-:.]/g, '');
