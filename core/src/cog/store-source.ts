import type { ObjectStore } from '../storage/object-store.ts';

/** A COG of hundreds of megapixels has all its directories and block indexes in this much. */
const HEAD_BYTES = 32_768;
const CHUNK_BYTES = 16_384;

interface Slice {
  readonly offset: number;
  readonly length: number;
}

interface Chunk {
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * What the geotiff package reads headers through. Answers carry all bytes at hand from the offset on, more than
 * was asked: the package then fills its tags from them instead of asking for each array. Past the end of the
 * object answers are short.
 */
export class StoreSource {
  readonly fileSize: number;
  readonly #store: ObjectStore;
  readonly #key: string;
  #chunks: Chunk[] = [];

  constructor(store: ObjectStore, key: string, sizeBytes: number) {
    this.#store = store;
    this.#key = key;
    this.fileSize = sizeBytes;
  }

  async fetch(slices: Slice[], signal?: AbortSignal): Promise<ArrayBufferLike[]> {
    return Promise.all(slices.map(async (slice) => (await this.fetchSlice(slice, signal)).data));
  }

  async fetchSlice({ offset, length }: Slice, signal?: AbortSignal) {
    const wanted = Math.max(0, Math.min(length, this.fileSize - offset));
    const { bytes, offset: start } = this.#held(offset, wanted) ?? (await this.#load(offset, wanted, signal));
    const from = bytes.byteOffset + offset - start;
    const data = bytes.buffer.slice(from, bytes.byteOffset + bytes.byteLength);
    return { offset, length, data };
  }

  /** Lets go of the bytes once the directories are parsed; arrays that were left in the file are read again. */
  release(): void {
    this.#chunks = [];
  }

  async close(): Promise<void> {
    this.release();
  }

  #held(offset: number, length: number): Chunk | undefined {
    return this.#chunks.find((c) => c.offset <= offset && offset + length <= c.offset + c.bytes.length);
  }

  async #load(offset: number, length: number, signal?: AbortSignal): Promise<Chunk> {
    const ahead = Math.max(length, offset === 0 ? HEAD_BYTES : CHUNK_BYTES);
    const bounded = Math.min(ahead, this.fileSize - offset);
    const bytes =
      bounded > 0 ? await this.#store.readRange(this.#key, offset, bounded, signal) : Buffer.alloc(0);
    const chunk = { offset, bytes };
    this.#chunks.push(chunk);
    return chunk;
  }
}
