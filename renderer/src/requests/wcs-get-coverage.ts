import { Readable } from 'node:stream';
import { z } from 'zod';
import { invalidInput } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { readParams } from '@pvs/core/ows/read-params';
import { requireCoverageFormat } from '../wcs/coverage-formats.ts';
import { findCoverages } from '../wcs/find-coverages.ts';
import { planCoverage } from '../wcs/plan-coverage.ts';
import { coverageBytes } from '../wcs/read-coverage.ts';
import { layOutTiff } from '../wcs/tiff-layout.ts';
import { checkVersion } from '../wcs/wcs-version.ts';
import type { RequestContext } from './request-context.ts';

const schema = z.object({
  coverageid: z.string(),
  format: z.string().optional(),
  subset: z.string().optional(),
  rangesubset: z.string().optional(),
  subsettingcrs: z.string().optional(),
  outputcrs: z.string().optional(),
});

/** The samples of a coverage, or of a part of it, as a GeoTIFF (OGC 09-110r4 §8.4, OGC 12-100r1). */
export const wcsGetCoverage: OwsRequest<RequestContext> = {
  service: 'WCS',
  request: 'GetCoverage',
  async handle(kvp, context) {
    checkVersion(kvp);
    refuseUnknown(kvp);
    const { coverageid, format: word, ...wish } = readParams(schema, kvp);
    const format = requireCoverageFormat(word);
    const [found] = await findCoverages([coverageid.trim()], context);
    const plan = planCoverage(found!, wish, context.stack.limits);
    const cog = await context.raster.open(found!.coverage);
    const layout = layOutTiff(plan, cog.levels[0].image.palette);
    const body = await streamOf(coverageBytes(cog, plan, layout, context));
    return {
      mediaType: format.mediaType,
      body,
      headers: {
        'content-length': String(layout.totalBytes),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found!.id)}.${format.extension}`,
        'cache-control': 'no-cache',
      },
    };
  },
};

/** Done when the first samples are there: what is wrong with a raster is then still answered as an error. */
async function streamOf(bytes: AsyncGenerator<Buffer>): Promise<Readable> {
  const head = await bytes.next();
  const first = await bytes.next();
  async function* all() {
    if (!head.done) yield head.value;
    if (!first.done) yield first.value;
    yield* bytes;
  }
  return Readable.from(all(), { objectMode: false });
}

/** What would change the answer must not be passed over in silence. */
const UNSUPPORTED = ['scalefactor', 'scaleaxes', 'scalesize', 'scaleextent', 'mediatype', 'interpolation'];

function refuseUnknown(kvp: Kvp): void {
  const locator = UNSUPPORTED.find((name) => kvp.has(name) && !isPlain(name, kvp.get(name)!));
  if (locator === undefined) return;
  throw invalidInput(
    `parameter '${locator}' is not supported: coverages are answered at their own resolution, as one file`,
    { code: 'OptionNotSupported', detail: { locator } },
  );
}

/** Values that ask for what is done anyway. */
const isPlain = (name: string, value: string) =>
  (name === 'scalefactor' && Number(value) === 1) || (name === 'interpolation' && /nearest/i.test(value));
