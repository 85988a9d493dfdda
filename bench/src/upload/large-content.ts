import { createHash, randomBytes } from 'node:crypto';

const PIECE_BYTES = 1024 ** 2;

/** Bytes that nobody stores: made as they are read, the same each time, from anywhere on. */
export interface LargeContent {
  readonly sizeBytes: number;
  from(offset: number): AsyncGenerator<Buffer>;
  /** Hexadecimal. */
  sha256(): Promise<string>;
}

/** Random pieces of a megabyte, each with its number in front, so that none is like another. */
export function largeContent(sizeBytes: number): LargeContent {
  const piece = randomBytes(PIECE_BYTES);
  async function* from(offset: number): AsyncGenerator<Buffer> {
    for (let at = offset; at < sizeBytes;) {
      const number = Math.floor(at / PIECE_BYTES);
      const copy = Buffer.from(piece);
      copy.writeUInt32BE(number);
      const end = Math.min(PIECE_BYTES, sizeBytes - number * PIECE_BYTES);
      yield copy.subarray(at - number * PIECE_BYTES, end);
      at = number * PIECE_BYTES + end;
    }
  }
  return {
    sizeBytes,
    from,
    async sha256() {
      const hash = createHash('sha256');
      for await (const chunk of from(0)) hash.update(chunk);
      return hash.digest('hex');
    },
  };
}
