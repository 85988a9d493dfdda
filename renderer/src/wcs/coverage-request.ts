import type { Kvp } from '@pvs/core/ows/kvp';
import type { XmlFragment } from '@pvs/core/xml/xml-template';
import type { CoverageFormat } from './coverage-format.ts';
import type { OfferedCoverage } from './find-coverages.ts';
import type { CoverageLimits, CoveragePlan } from './plan-coverage.ts';

/** What GetCoverage asks for, in whatever version. */
export interface CoverageRequest {
  /** CoverageId. */
  readonly id: string;
  readonly format: CoverageFormat;
  plan(found: OfferedCoverage, limits: CoverageLimits): CoveragePlan;
  /** The document that goes before the file, where the answer has both; `href` is the file's. */
  readonly describe?: (found: OfferedCoverage, plan: CoveragePlan, href: string) => XmlFragment;
}

/** Reads the parameters of a version. @throws what the version's standard has for what is wrong */
export type ReadCoverageRequest = (kvp: Kvp) => CoverageRequest;
