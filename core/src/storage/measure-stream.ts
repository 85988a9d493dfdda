import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { limitExceeded } from '../errors.ts';

/** Counts and hashes what passes. */
export interface Measured extends Transform {
  /** Once it has ended. */
  result(): { readonly sizeBytes: number; readonly sha256: string };
}

/** @param maxBytes more is a LimitExceeded `PackageTooLarge` */
export function measureStream(maxBytes: number): Measured {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      hash.update(chunk);
      if (sizeBytes <= maxBytes) done(null, chunk);
      else done(packageTooLarge(maxBytes));
    },
  });
  return Object.assign(stream, { result: () => ({ sizeBytes, sha256: hash.digest('hex') }) });
}

/** A LimitExceeded `PackageTooLarge`. */
export const packageTooLarge = (allowed: number) =>
  limitExceeded(`the package is too large: allowed are ${allowed} bytes (limits.packageBytes)`, {
    code: 'PackageTooLarge',
  });
