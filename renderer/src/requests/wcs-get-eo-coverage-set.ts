import { posix } from 'node:path';
import { z } from 'zod';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { readParams } from '@pvs/core/ows/read-params';
import { requireWcsVersion } from '@pvs/core/ows/wcs-version';
import { requirePackageFormat } from '../archive/package-formats.ts';
import { planCoverageSet } from '../wcs/plan-coverage-set.ts';
import { coverageEntries } from '../wcs/coverage-entries.ts';
import { requireCoverageFormat } from '../wcs/coverage-formats.ts';
import { findCoverageSet } from '../wcs/coverage-set.ts';
import { readCoverageSetParams } from '../wcs/coverage-set-params.ts';
import { readEncoding } from '../wcs/tiff-encoding.ts';
import type { RequestContext } from './request-context.ts';

const schema = z.object({ format: z.string().optional(), packageformat: z.string().optional() });

/** The samples of all coverages of dataset series in a place and time, packed (OGC 10-140r2 §8.5), streamed. */
export const wcsGetEoCoverageSet: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'GetEOCoverageSet',
  async handle(kvp, context) {
    requireWcsVersion(kvp);
    const words = readParams(schema, kvp);
    const packed = requirePackageFormat(words.packageformat);
    const format = requireCoverageFormat(words.format);
    const encoding = readEncoding(kvp, format);
    const { coverages } = await findCoverageSet(readCoverageSetParams(kvp), context);
    const planned = planCoverageSet(coverages, kvp, context.stack.limits);
    const entries = coverageEntries(planned, { format, encoding, context });
    // What is wrong with the first one is then still answered as an error.
    const first = await entries.next();
    async function* all() {
      if (!first.done) yield first.value;
      yield* entries;
    }
    const name = `${posix
      .basename(kvp.get('eoid') ?? 'coverages')
      .replaceAll(/[^\w.-]+/g, '_')
      .slice(0, 100)}`;
    return {
      mediaType: packed.mediaType,
      body: packed.write(all()),
      headers: {
        'cache-control': 'no-cache',
        'content-disposition': `attachment; filename="${name}.${packed.extension}"`,
      },
    };
  },
};
