import { posix } from 'node:path';
import { z } from 'zod';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { readParams } from '@pvs/core/ows/read-params';
import { requireWcsVersion } from '@pvs/core/ows/wcs-version';
import type { ArchiveEntry } from '../archive/archive-entry.ts';
import { requirePackageFormat } from '../archive/package-formats.ts';
import { planCoverageSet } from '../wcs/plan-coverage-set.ts';
import { coverageEntries } from '../wcs/coverage-entries.ts';
import { requireCoverageFormat } from '../wcs/coverage-formats.ts';
import { findCoverageSet } from '../wcs/coverage-set.ts';
import { readCoverageSetParams } from '../wcs/coverage-set-params.ts';
import { gmlCoverageSet } from '../wcs/gml-coverage-set.ts';
import { isMultipart } from '../wcs/is-multipart.ts';
import { multipart } from '../wcs/multipart.ts';
import { readEncoding } from '../wcs/tiff-encoding.ts';
import type { RequestContext } from './request-context.ts';

const schema = z.object({
  format: z.string().optional(),
  packageformat: z.string().optional(),
  mediatype: z.string().optional(),
});

/** The samples of all coverages of dataset series in a place and time, packed (OGC 10-140r2 §8.5), streamed. */
export const wcsGetEoCoverageSet: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'GetEOCoverageSet',
  async handle(kvp, context) {
    requireWcsVersion(kvp);
    const words = readParams(schema, kvp);
    const packed = requirePackageFormat(words.packageformat);
    const format = requireCoverageFormat(words.format);
    const isDescribed = isMultipart(words.mediatype);
    const encoding = readEncoding(kvp, format);
    const { coverages, matched } = await findCoverageSet(readCoverageSetParams(kvp), context);
    const planned = planCoverageSet(coverages, kvp, context.stack.limits);
    const entries = await begun(coverageEntries(planned, { format, encoding, context }));
    const file = { mediaType: packed.mediaType, body: packed.write(entries) };
    const name = `${nameOf(kvp)}.${packed.extension}`;
    const headers = { 'cache-control': 'no-cache' };
    if (isDescribed) {
      const document = gmlCoverageSet(planned, format, matched);
      return { ...multipart(document, { ...file, name, contentId: 'package' }, 'related'), headers };
    }
    return {
      ...file,
      headers: { ...headers, 'content-disposition': `attachment; filename="${name}"` },
    };
  },
};

/** What is wrong with the first one is then still answered as an error. */
async function begun(entries: AsyncGenerator<ArchiveEntry>): Promise<AsyncGenerator<ArchiveEntry>> {
  const first = await entries.next();
  async function* all() {
    if (!first.done) yield first.value;
    yield* entries;
  }
  return all();
}

const nameOf = (kvp: Kvp) =>
  posix
    .basename(kvp.get('eoid') ?? 'coverages')
    .replaceAll(/[^\w.-]+/g, '_')
    .slice(0, 100);
