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

/** Fits a Pleiades Neo or Sentinel-1 delivery ten times over; images rarely shrink to a twentieth. */
export const DEFAULT_PACKAGE_LIMITS: PackageLimits = {
  maxTotalBytes: 64 * 1024 ** 3,
  maxEntryBytes: 64 * 1024 ** 3,
  maxEntries: 20_000,
  maxRatio: 200,
  ratioFloorBytes: 64 * 1024 ** 2,
  maxDepth: 32,
  maxPathLength: 512,
  nestedDepth: 1,
};

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
        throw tooLarge(`package has more than ${limits.maxEntries} entries`, entries, limits.maxEntries);
      }
    },
    countBytes: (path, bytes, entryBytes) => {
      total += bytes;
      if (entryBytes > limits.maxEntryBytes) {
        throw tooLarge(`entry '${path}' is too large`, entryBytes, limits.maxEntryBytes);
      }
      if (total > limits.maxTotalBytes) throw tooLarge('package is too large', total, limits.maxTotalBytes);
      if (total > limits.ratioFloorBytes && total > packageBytes * limits.maxRatio) {
        const allowed = Math.max(limits.ratioFloorBytes, packageBytes * limits.maxRatio);
        throw tooLarge(
          `package unpacks to over ${limits.maxRatio} times its size at '${path}'`,
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
