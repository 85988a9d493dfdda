import type { RevisitedProblem } from '@pvs/core/queue/revisits';

/** Failures of one code, the newest first. */
export interface FailureGroup {
  readonly code: string;
  readonly stages: readonly string[];
  readonly failures: readonly RevisitedProblem[];
}

/** The largest group first. */
export function groupFailures(failures: readonly RevisitedProblem[]): FailureGroup[] {
  const byCode = Map.groupBy(failures, ({ code }) => code);
  return [...byCode]
    .map(([code, of]) => ({ code, stages: [...new Set(of.map(({ stage }) => stage))], failures: of }))
    .sort((a, b) => b.failures.length - a.failures.length || (a.code < b.code ? -1 : 1));
}
