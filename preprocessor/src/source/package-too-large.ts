import { limitExceeded } from '@pvs/core/errors';

/** A LimitExceeded `PackageTooLarge`. */
export const packageTooLarge = (name: string, given: number, allowed: number) =>
  limitExceeded(`package '${name}' has ${given} bytes: allowed are ${allowed} (limits.packageBytes)`, {
    code: 'PackageTooLarge',
    detail: { given, allowed },
  });
