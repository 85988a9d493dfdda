import type { Readable } from 'node:stream';
import type { Cog } from '../raster/cog.ts';
import type { RequestContext } from '../requests/request-context.ts';
import type { CoveragePlan } from './plan-coverage.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import type { TiffCompression } from './tiff-compression.ts';
import type { TiffEncoding } from './tiff-encoding.ts';

/** What is written: samples that are read as they are wanted. */
export interface CoverageAnswer {
  readonly found: OfferedCoverage;
  readonly cog: Cog;
  readonly plan: CoveragePlan;
  /** How TIFFs are written. */
  readonly encoding: TiffEncoding;
  readonly context: RequestContext;
}

/** A coverage as it is answered. */
export interface WrittenCoverage {
  readonly body: Buffer | Readable;
  readonly sizeBytes: number;
}

/** One way coverages are written. */
export interface CoverageFormat {
  /** A word that is an XML name, as WCS 1.0.0 wants. */
  readonly name: string;
  readonly mediaType: string;
  /** Further words for it. */
  readonly aliases: readonly string[];
  /** Without a dot. */
  readonly extension: string;
  /** What a TIFF is compressed with unless told; others have no parameters. */
  readonly compression?: TiffCompression;
  /** @throws InvalidInput for bands or types that it cannot hold */
  write(answer: CoverageAnswer): Promise<WrittenCoverage>;
}
