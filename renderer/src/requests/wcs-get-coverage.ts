import { z } from 'zod';
import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { readParams } from '@pvs/core/ows/read-params';
import { requireCoverageFormat } from '../wcs/coverage-formats.ts';
import { findCoverages } from '../wcs/find-coverages.ts';
import { requireInterpolation } from '../wcs/interpolation.ts';
import { parseScale } from '../wcs/parse-scale.ts';
import { planCoverage } from '../wcs/plan-coverage.ts';
import { tileReader } from '../wcs/read-coverage.ts';
import { checkVersion } from '../wcs/wcs-version.ts';
import type { RequestContext } from './request-context.ts';

const schema = z.object({
  coverageid: z.string(),
  format: z.string().optional(),
  subset: z.string().optional(),
  rangesubset: z.string().optional(),
  subsettingcrs: z.string().optional(),
  outputcrs: z.string().optional(),
  interpolation: z.string().optional(),
});

/** The samples of a coverage, or of a part of it (OGC 09-110r4 §8.4, and its extensions). */
export const wcsGetCoverage: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'GetCoverage',
  async handle(kvp, context) {
    checkVersion(kvp);
    refuseMultipart(kvp);
    const { coverageid, format: word, interpolation, ...part } = readParams(schema, kvp);
    const format = requireCoverageFormat(word);
    const wish = { ...part, scale: parseScale(kvp), interpolation: requireInterpolation(interpolation) };
    const [found] = await findCoverages([coverageid.trim()], context);
    const plan = planCoverage(found!, wish, context.stack.limits);
    const cog = await context.raster.open(found!.coverage);
    const read = tileReader(found!, cog, plan, context);
    const { body, sizeBytes } = await format.write({ cog, plan, read, context });
    return {
      mediaType: format.mediaType,
      body,
      headers: {
        'content-length': String(sizeBytes),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found!.id)}.${format.extension}`,
        'cache-control': 'no-cache',
      },
    };
  },
};

/** What would change the answer must not be passed over in silence. */
function refuseMultipart(kvp: Kvp): void {
  const type = kvp.get('mediatype');
  if (type === undefined) return;
  throw invalidInput(
    `media type '${type.slice(0, 100)}' is not supported: coverages are answered as one file`,
    { code: 'OptionNotSupported', detail: { locator: 'mediatype' } },
  );
}
