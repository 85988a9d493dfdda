import type { StackConfig } from '@pvs/core/config/stack';
import { limitExceeded } from '@pvs/core/errors';

/** What a package may cost to unpack. */
export interface PackageLimits {
  /** Of all files together, those of archives inside included. */
  readonly maxTotalBytes: number;
  readonly maxEntryBytes: number;
  /** Files and directories. */
  readonly maxEntries: number;
  /** Unpacked bytes for one byte of the package; looked at once more than `ratioFloorBytes` are unpacked. */
  readonly maxRatio: number;
  readonly ratioFloorBytes: number;
  /** Steps of one path. */
  readonly maxDepth: number;
  /** Characters of one path. */
  readonly maxPathLength: number;
  /** How deep archives inside archives are unpacked; deeper ones stay files. */
  readonly nestedDepth: number;
}

/** Below this, nobody is harmed by how well something was packed. */
const RATIO_FLOOR_BYTES = 64 * 1024 ** 2;

/** The limits of packages as a stack's YAML gives them. */
export const packageLimits = (given: StackConfig['limits']): PackageLimits => ({
  maxTotalBytes: given.packageBytes,
  maxEntryBytes: given.packageBytes,
  maxEntries: given.packageEntries,
  maxRatio: given.packageRatio,
  ratioFloorBytes: RATIO_FLOOR_BYTES,
  maxDepth: given.packagePathDepth,
  maxPathLength: given.packagePathLength,
  nestedDepth: given.packageNesting,
});

/** What is left of the limits while one package, with all archives inside it, is unpacked. */
export interface UnpackBudget {
  /** @throws LimitExceeded `PackageTooLarge` */
  countEntry(): void;
  /** Counts bytes of one entry that has `entryBytes` by now. @throws LimitExceeded `PackageTooLarge` */
  countBytes(path: string, bytes: number, entryBytes: number): void;
}

/** A {@link UnpackBudget} for a package of `packageBytes`. */
export function createBudget(limits: PackageLimits, packageBytes: number): UnpackBudget {
  let entries = 0;
  let total = 0;
  return {
    countEntry: () => {
      entries += 1;
      if (entries > limits.maxEntries) {
        throw tooLarge(
          `package has more than ${limits.maxEntries} entries (limits.packageEntries)`,
          entries,
          limits.maxEntries,
        );
      }
    },
    countBytes: (path, bytes, entryBytes) => {
      total += bytes;
      if (entryBytes > limits.maxEntryBytes) {
        throw tooLarge(
          `entry '${path}' is too large (limits.packageBytes)`,
          entryBytes,
          limits.maxEntryBytes,
        );
      }
      if (total > limits.maxTotalBytes)
        throw tooLarge('package is too large (limits.packageBytes)', total, limits.maxTotalBytes);
      if (total > limits.ratioFloorBytes && total > packageBytes * limits.maxRatio) {
        const allowed = Math.max(limits.ratioFloorBytes, packageBytes * limits.maxRatio);
        throw tooLarge(
          `package unpacks to over ${limits.maxRatio} times its size at '${path}' (limits.packageRatio)`,
          total,
          allowed,
        );
      }
    },
  };
}

/** A LimitExceeded with code `PackageTooLarge`. */
export function tooLarge(message: string, given: number, allowed: number) {
  return limitExceeded(`${message}: ${given}, allowed are ${allowed}`, {
    code: 'PackageTooLarge',
    detail: { given, allowed },
  });
}
