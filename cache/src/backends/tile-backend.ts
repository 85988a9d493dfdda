/** Where drawn tiles are kept. Keys are content hashes: what is under a key never changes. */
export interface TileBackend {
  /** Undefined where it is not kept; an empty buffer stands for the empty tile of its format. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, body: Buffer): Promise<void>;
  /** What can be had without waiting: from memory, or from files of this machine. Else undefined, kept or not. */
  held?(key: string): Buffer | undefined;
  /** May be told that a buffer it returned is not looked at any more, so that it can use its memory again, or free it. */
  takeBack?(body: Buffer): void;
  /** All tiles whose keys start with the prefix, which ends with a slash or is empty; in any order. */
  list(prefix: string): AsyncIterable<KeptTile>;
  /** Removing what is not there is no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** Lets go of open files. */
  close(): void;
}

export interface KeptTile {
  readonly key: string;
  readonly sizeBytes: number;
  /** When it was drawn or last read, give or take {@link USE_GRAIN_MS}. */
  readonly usedMs: number;
}

/** How exactly backends remember when a tile was used: noting every reading would cost more than reading. */
export const USE_GRAIN_MS = 24 * 3600 * 1000;
