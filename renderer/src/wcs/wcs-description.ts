import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { StackConfig } from '@pvs/core/config/stack';
import type { Section } from './capabilities-sections.ts';
import type { OfferedCoverage } from './find-coverages.ts';

/** What WCS capabilities say, before it is written in the words of a version. */
export interface WcsDescription {
  readonly stack: StackConfig;
  /** URL of the operations, ending in `?`. */
  readonly operationsUrl: string;
  readonly updateSequence: number;
  readonly sections: ReadonlySet<Section>;
  /** Coverages that are listed; there may be more. */
  readonly coverages: readonly OfferedCoverage[];
  /** Collections that have products. */
  readonly series: readonly { readonly id: string; readonly title: string; readonly extent: Extent }[];
}

/** CRSs of answers: those of maps that are advertised, and those of the coverages. */
export const offeredCrss = ({ stack, coverages }: Pick<WcsDescription, 'stack' | 'coverages'>): string[] => [
  ...new Set(['EPSG:4326', 'EPSG:3857', ...stack.crs, ...coverages.map(({ coverage }) => coverage.grid.crs)]),
];
