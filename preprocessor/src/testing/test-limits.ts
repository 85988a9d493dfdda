import { parseStack } from '@pvs/core/config/load-stack';
import { packageLimits, type PackageLimits } from '../package/package-limits.ts';

/** The limits of a stack that gives none, but for some. */
export const testLimits = (given: Partial<PackageLimits> = {}): PackageLimits => ({
  ...packageLimits(parseStack('{ stack: t, title: T, collections: [{ id: T }] }', 'test.yml').limits),
  ...given,
});
