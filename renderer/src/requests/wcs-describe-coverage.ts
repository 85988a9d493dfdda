import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import {
  generationOf,
  requireWcsVersion,
  type WcsGeneration,
  type WcsVersion,
} from '@pvs/core/ows/wcs-version';
import { xml, type XmlFragment } from '@pvs/core/xml/xml-template';
import { coverageDescription } from '../wcs/coverage-description.ts';
import { findCoverages, type OfferedCoverage } from '../wcs/find-coverages.ts';
import { NAMESPACES } from '../wcs/namespaces.ts';
import { descriptions100 } from '../wcs/v1/describe-100.ts';
import { descriptions110 } from '../wcs/v1/describe-110.ts';
import { offeredCrss } from '../wcs/wcs-description.ts';
import type { RequestContext } from './request-context.ts';

interface Words {
  /** What names the coverages. */
  readonly parameter: string;
  describe(coverages: readonly OfferedCoverage[], crss: readonly string[], version: WcsVersion): XmlFragment;
}

const wordsOf: Readonly<Record<WcsGeneration, Words>> = {
  '1.0': { parameter: 'coverage', describe: descriptions100 },
  '1.1': { parameter: 'identifiers', describe: descriptions110 },
  '2.0': {
    parameter: 'coverageid',
    describe: (coverages) =>
      xml`<wcs:CoverageDescriptions${NAMESPACES}>\n${coverages.map(coverageDescription)}\n</wcs:CoverageDescriptions>`,
  },
};

/** What coverages are, before they are fetched (OGC 09-110r4 §8.3). */
export const wcsDescribeCoverage: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'DescribeCoverage',
  async handle(kvp, context) {
    const version = requireWcsVersion(kvp);
    const { parameter, describe } = wordsOf[generationOf(version)];
    const coverages = await findCoverages(readIds(kvp, parameter), context);
    const body = describe(coverages, offeredCrss({ stack: context.stack, coverages: [] }), version);
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
      headers: { 'cache-control': 'no-cache' },
    };
  },
};

function readIds(kvp: Kvp, parameter: string): string[] {
  const text = kvp.get(parameter) ?? (parameter === 'identifiers' ? kvp.get('identifier') : undefined);
  const ids = (text?.split(',') ?? []).map((id) => id.trim()).filter((id) => id !== '');
  if (ids.length > 0) return ids;
  throw invalidInput(`parameter '${parameter}' is missing: expected CoverageIds, divided by commas`, {
    code: text === undefined ? 'MissingParameterValue' : 'emptyCoverageIdList',
    detail: { locator: parameter },
  });
}
