import type { Readable } from 'node:stream';
import type { Cog } from '../raster/cog.ts';
import type { RequestContext } from '../requests/request-context.ts';
import type { CoveragePlan } from './plan-coverage.ts';
import type { ReadTiles } from './read-coverage.ts';

/** What is written: samples that are read as they are wanted. */
export interface CoverageAnswer {
  readonly cog: Cog;
  readonly plan: CoveragePlan;
  readonly read: ReadTiles;
  readonly context: RequestContext;
}

/** One way coverages are written. */
export interface CoverageFormat {
  readonly mediaType: string;
  /** Further words for it. */
  readonly aliases: readonly string[];
  /** Without a dot. */
  readonly extension: string;
  /** @throws InvalidInput for bands or types that it cannot hold */
  write(answer: CoverageAnswer): Promise<{ readonly body: Buffer | Readable; readonly sizeBytes: number }>;
}
