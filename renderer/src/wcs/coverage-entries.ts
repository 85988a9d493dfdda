import type { ArchiveEntry } from '../archive/archive-entry.ts';
import type { RequestContext } from '../requests/request-context.ts';
import type { CoverageFormat } from './coverage-format.ts';
import { fileNameIn } from './gml-coverage-set.ts';
import type { PlannedCoverage } from './plan-coverage-set.ts';
import type { TiffEncoding } from './tiff-encoding.ts';

/** The coverages of a set as files, one after the other: each is read when the one before is sent. */
export async function* coverageEntries(
  planned: readonly PlannedCoverage[],
  {
    format,
    encoding,
    context,
  }: {
    readonly format: CoverageFormat;
    readonly encoding: TiffEncoding;
    readonly context: RequestContext;
  },
): AsyncGenerator<ArchiveEntry> {
  for (const { found, plan } of planned) {
    context.signal.throwIfAborted();
    const cog = await context.raster.open(found.coverage);
    const { body, sizeBytes } = await format.write({ found, cog, plan, encoding, context });
    try {
      yield { name: fileNameIn(found.id, format), sizeBytes, modified: found.product.endTime, body };
    } finally {
      if (!Buffer.isBuffer(body)) body.destroy();
    }
  }
}
