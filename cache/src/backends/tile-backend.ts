/** Where drawn tiles are kept. Keys are content hashes: what is under a key never changes. */
export interface TileBackend {
  /** Undefined where it is not kept; an empty buffer stands for the empty tile of its format. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, body: Buffer): Promise<void>;
}
