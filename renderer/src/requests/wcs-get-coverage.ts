import { contentDisposition } from '@pvs/core/http/content-disposition';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { generationOf, requireWcsVersion, type WcsGeneration } from '@pvs/core/ows/wcs-version';
import type { ReadCoverageRequest } from '../wcs/coverage-request.ts';
import { coverageRequest201 } from '../wcs/coverage-request-201.ts';
import { findCoverages } from '../wcs/find-coverages.ts';
import { multipart } from '../wcs/multipart.ts';
import { readEncoding } from '../wcs/tiff-encoding.ts';
import { coverageRequest100 } from '../wcs/v1/coverage-request-100.ts';
import { coverageRequest110 } from '../wcs/v1/coverage-request-110.ts';
import type { RequestContext } from './request-context.ts';

const readers: Readonly<Record<WcsGeneration, ReadCoverageRequest>> = {
  '1.0': coverageRequest100,
  '1.1': coverageRequest110,
  '2.0': coverageRequest201,
};

/** The samples of a coverage, or of a part of it. */
export const wcsGetCoverage: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'GetCoverage',
  async handle(kvp, context) {
    const generation = generationOf(requireWcsVersion(kvp));
    const { id, format, plan: decide, describe } = readers[generation](kvp);
    const encoding = readEncoding(kvp, format);
    const [found] = await findCoverages([id], context);
    const plan = decide(found!, context.stack.limits);
    const cog = await context.raster.open(found!.coverage);
    const written = await format.write({ found: found!, cog, plan, encoding, context });
    const { mediaType } = format;
    const name = `${found!.id}.${format.extension}`;
    if (describe) {
      const file = { ...written, mediaType, name: encodeURIComponent(name), contentId: 'coverage' };
      const document = describe(found!, plan, 'cid:coverage');
      const answer = multipart(document, file, generation === '2.0' ? 'related' : 'mixed');
      return { ...answer, headers: sizeHeaders(answer.sizeBytes!) };
    }
    const disposition = contentDisposition('attachment', name);
    const headers = { ...sizeHeaders(written.sizeBytes), 'content-disposition': disposition };
    return { mediaType, body: written.body, headers };
  },
};

const sizeHeaders = (sizeBytes: number) => ({
  'content-length': String(sizeBytes),
  'cache-control': 'no-cache',
});
