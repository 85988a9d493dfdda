import { z } from 'zod';
import { readParams } from '@pvs/core/ows/read-params';
import { requireCoverageFormat } from './coverage-formats.ts';
import type { ReadCoverageRequest } from './coverage-request.ts';
import { gmlCoverage } from './gml-coverage.ts';
import { requireInterpolation } from './interpolation.ts';
import { parseScale } from './parse-scale.ts';
import { isMultipart } from './is-multipart.ts';
import { planCoverage } from './plan-coverage.ts';

const schema = z.object({
  coverageid: z.string(),
  format: z.string().optional(),
  mediatype: z.string().optional(),
  subset: z.string().optional(),
  rangesubset: z.string().optional(),
  subsettingcrs: z.string().optional(),
  outputcrs: z.string().optional(),
  interpolation: z.string().optional(),
});

/** GetCoverage of WCS 2.0 (OGC 09-110r4 §8.4, and its extensions). */
export const coverageRequest201: ReadCoverageRequest = (kvp) => {
  const { coverageid, format: word, interpolation, mediatype, ...part } = readParams(schema, kvp);
  const format = requireCoverageFormat(word);
  const wish = { ...part, scale: parseScale(kvp), interpolation: requireInterpolation(interpolation) };
  return {
    ...{ id: coverageid.trim(), format },
    plan: (found, limits) => planCoverage(found, wish, limits),
    ...(isMultipart(mediatype)
      ? { describe: (found, plan, href) => gmlCoverage(found, plan, { href, mediaType: format.mediaType }) }
      : {}),
  };
};
