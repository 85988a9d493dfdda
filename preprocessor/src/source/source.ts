import type { Readable } from 'node:stream';
import type { PreprocessContext } from '../preprocess-context.ts';

/** What of a file is wanted. */
export interface Wanted {
  /** Byte to begin at: what lies before is here already. */
  readonly offset: number;
  /** Version that lies here already in part; none at the beginning. */
  readonly version?: string;
  readonly signal: AbortSignal;
}

/** A file on its way. */
export interface OpenedFile {
  readonly stream: Readable;
  /** Where the stream begins: 0 instead of what was wanted where the source changed or cannot go on from there. */
  readonly offset: number;
  /** Of the whole file; absent where the source does not say. */
  readonly sizeBytes?: number;
  /** Absent where the source has no word for it: such a file is never gone on with. */
  readonly version?: string;
}

/** A file that is not on this machine yet. */
export interface RemoteFile {
  /** For messages, without secrets. */
  readonly name: string;
  readonly sizeBytes?: number;
  /**
   * @throws SourceUnavailable for what passes; Conflict `ObjectChanged` where the version that was wanted is gone;
   *   NotFound, InvalidInput or LimitExceeded for what does not pass
   */
  open(wanted: Wanted): Promise<OpenedFile>;
}

/** What a package's path leads to. */
export type Found =
  /** A file or directory that is on this machine: absolute path. */
  | { readonly local: string }
  /** A package in one file, with its name. */
  | { readonly file: RemoteFile; readonly fileName: string }
  /** An unpacked product: files by their paths below it. */
  | { readonly files: ReadonlyMap<string, RemoteFile> };

/** One place that packages come from: adding one is a file and a line in the registry. */
export interface Source {
  readonly name: string;
  /** How its paths look, for messages. */
  readonly form: string;
  accepts(path: string): boolean;
  /**
   * @throws NotFound `PackageMissing`; InvalidInput `SourceNotAllowed`; LimitExceeded `PackageTooLarge`;
   *   SourceUnavailable
   */
  find(path: string, context: PreprocessContext, signal: AbortSignal): Promise<Found>;
}
