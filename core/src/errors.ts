/**
 * What went wrong, in terms a caller can act on. No HTTP here: one table per protocol maps kinds to answers
 * (`ows/ows-exception.ts`, `http/problem.ts`), and `runStage` decides by kind whether an item fails or waits.
 *
 * - `InvalidInput`: the caller's data or request is wrong; trying again does not help.
 * - `NotFound`: what was named does not exist.
 * - `LimitExceeded`: well-formed but larger than configuration allows.
 * - `SourceUnavailable`: a backing service (storage, database, Redis, a peer) is away; trying again helps.
 * - `Conflict`: the state moved on since it was read; reading again and retrying helps.
 */
export type ErrorKind = 'InvalidInput' | 'NotFound' | 'LimitExceeded' | 'SourceUnavailable' | 'Conflict';

/** Facts for logs and problems: what was given, what is allowed, where. Plain JSON. */
export type ErrorDetail = Readonly<Record<string, unknown>>;

export interface PvsErrorOptions {
  /** Finer than the kind, stable and documented, e.g. `MetadataMissing`; the kind when absent. */
  readonly code?: string;
  readonly detail?: ErrorDetail;
  readonly cause?: unknown;
}

/** The one error class of this project. Its message says what was given and what is allowed. */
export class PvsError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly detail: ErrorDetail;

  constructor(kind: ErrorKind, message: string, options: PvsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PvsError';
    this.kind = kind;
    this.code = options.code ?? kind;
    this.detail = options.detail ?? {};
  }
}

export const invalidInput = (message: string, options?: PvsErrorOptions) =>
  new PvsError('InvalidInput', message, options);
export const notFound = (message: string, options?: PvsErrorOptions) =>
  new PvsError('NotFound', message, options);
export const limitExceeded = (message: string, options?: PvsErrorOptions) =>
  new PvsError('LimitExceeded', message, options);
export const sourceUnavailable = (message: string, options?: PvsErrorOptions) =>
  new PvsError('SourceUnavailable', message, options);
export const conflict = (message: string, options?: PvsErrorOptions) =>
  new PvsError('Conflict', message, options);

/** True for a {@link PvsError}, of the given kind where one is named. */
export function isPvsError(error: unknown, kind?: ErrorKind): error is PvsError {
  return error instanceof PvsError && (kind === undefined || error.kind === kind);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
