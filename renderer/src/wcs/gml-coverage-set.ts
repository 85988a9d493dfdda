import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import type { CoverageFormat } from './coverage-format.ts';
import { gmlCoverage } from './gml-coverage.ts';
import { NAMESPACES_EO_11 } from './namespaces.ts';
import type { PlannedCoverage } from './plan-coverage-set.ts';

/** Name of a coverage's file in a package. */
export const fileNameIn = (id: string, { extension }: CoverageFormat): string => `${id}.${extension}`;

/** What a package has: each coverage as GML that names its file there (OGC 10-140r2 §8.5). */
export const gmlCoverageSet = (
  planned: readonly PlannedCoverage[],
  format: CoverageFormat,
  matched: number,
): XmlFragment =>
  xml`<wcseo:EOCoverageSet numberMatched="${matched}" numberReturned="${planned.length}"${NAMESPACES_EO_11}>
${planned.map(({ found, plan }) => gmlCoverage(found, plan, { href: fileNameIn(found.id, format), mediaType: format.mediaType }, xml``))}
</wcseo:EOCoverageSet>`;
