import { invalidInput } from '@pvs/core/errors';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { xml } from '@pvs/core/xml/xml-template';
import { coverageDescription } from '../wcs/coverage-description.ts';
import { findCoverages } from '../wcs/find-coverages.ts';
import { NAMESPACES } from '../wcs/namespaces.ts';
import { checkVersion } from '../wcs/wcs-version.ts';
import type { RequestContext } from './request-context.ts';

/** What coverages are, before they are fetched (OGC 09-110r4 §8.3). */
export const wcsDescribeCoverage: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'DescribeCoverage',
  async handle(kvp, context) {
    checkVersion(kvp);
    const ids =
      kvp
        .get('coverageid')
        ?.split(',')
        .map((id) => id.trim())
        .filter((id) => id !== '') ?? [];
    if (ids.length === 0)
      throw invalidInput(`parameter 'coverageid' is missing: expected CoverageIds, divided by commas`, {
        code: kvp.has('coverageid') ? 'emptyCoverageIdList' : 'MissingParameterValue',
        detail: { locator: 'coverageid' },
      });
    const coverages = await findCoverages(ids, context);
    const body = xml`<wcs:CoverageDescriptions${NAMESPACES}>\n${coverages.map(coverageDescription)}\n</wcs:CoverageDescriptions>`;
    return {
      mediaType: 'text/xml; charset=utf-8',
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${body.toString()}\n`,
      headers: { 'cache-control': 'no-cache' },
    };
  },
};
