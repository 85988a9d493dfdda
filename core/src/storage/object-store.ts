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

/** Memory for a body of so many bytes, whatever is in it. */
export type Allocate = (sizeBytes: number) => Buffer;

export interface ReadOptions {
  /** Byte to begin at; it exists. */
  readonly offset?: number;
  /** The version that is to be read; another one is a `Conflict` with code `ObjectChanged`. */
  readonly etag?: string;
  readonly signal?: AbortSignal;
}

export interface WriteOptions {
  readonly contentType?: string;
  /** Of a stream, where it is known: very large objects need larger parts. */
  readonly sizeBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Where packages come from and products go: an S3 bucket or a directory. Keys use `/`, never start with one and
 * never contain `..`. Errors are `NotFound` for a missing object and `SourceUnavailable` where the store does not
 * answer. An object appears under its key only when it is whole.
 */
export interface ObjectStore {
  /** For messages and logs: `s3://bucket/prefix` or `file:///directory`. */
  readonly url: string;
  /** How exactly it dates objects: one that is dated `modified` was written less than so many milliseconds after. */
  readonly dateGrainMs: number;
  /** Undefined where there is no such object. */
  stat(key: string): Promise<ObjectStat | undefined>;
  /**
   * A small object in one request; undefined where there is none. Fails where it is larger than `maxBytes`. It may be
   * in memory of `allocate`, and need not.
   */
  readWhole(key: string, maxBytes: number, allocate?: Allocate): Promise<WholeObject | undefined>;
  /** The object as a stream, to its end. */
  read(key: string, options?: ReadOptions): Promise<Readable>;
  /** `length` bytes from `offset`; fewer where the object ends before. */
  readRange(key: string, offset: number, length: number, signal?: AbortSignal): Promise<Buffer>;
  /** Done when the store has the bytes that were given, as far as it lets that be checked. */
  write(key: string, body: Buffer | Readable, options?: WriteOptions): Promise<void>;
  /**
   * An address that anybody may read the object from for so many seconds; absent where a store has none.
   * @param saveAs browsers save the object under this name instead of showing it
   */
  signedUrl?(key: string, forSeconds: number, saveAs?: string): Promise<string>;
  /** Objects whose key starts with the prefix, in key order; those after a key, where one is given. */
  list(prefix: string, after?: string): AsyncIterable<ObjectStat>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /**
   * Frees what writes take up that began before a time and never finished.
   * @returns their names
   */
  sweep(before: Date): Promise<readonly string[]>;
}
