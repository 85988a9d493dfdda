import type { Readable } from 'node:stream';

export interface ObjectStat {
  readonly key: string;
  readonly sizeBytes: number;
  /** Changes whenever the content does. */
  readonly etag: string;
  readonly modified: Date;
}

export interface WholeObject {
  readonly body: Buffer;
  readonly modified: Date;
}

/**
 * Where packages come from and products go: an S3 bucket or a directory. Keys use `/`, never start with one and
 * never contain `..`. Errors are `NotFound` for a missing object and `SourceUnavailable` where the store does not
 * answer. An object appears under its key only when it is whole.
 */
export interface ObjectStore {
  /** For messages and logs: `s3://bucket/prefix` or `file:///directory`. */
  readonly url: string;
  /** Undefined where there is no such object. */
  stat(key: string): Promise<ObjectStat | undefined>;
  /** A small object in one request; undefined where there is none. Fails where it is larger than `maxBytes`. */
  readWhole(key: string, maxBytes: number): Promise<WholeObject | undefined>;
  /** The whole object as a stream. */
  read(key: string): Promise<Readable>;
  /** `length` bytes from `offset`; fewer where the object ends before. */
  readRange(key: string, offset: number, length: number, signal?: AbortSignal): Promise<Buffer>;
  write(key: string, body: Buffer | Readable, options?: { readonly contentType?: string }): Promise<void>;
  /** Objects whose key starts with the prefix, in key order. */
  list(prefix: string): AsyncIterable<ObjectStat>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
}
