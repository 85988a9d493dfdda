/** Memory comes in multiples of this, and so much of it is kept for the next ones. */
const PIECE_BYTES = 64 * 1024;
const MAX_SPARE = 64;

/**
 * Memory for bodies of tiles that is used again when they are sent: what is fresh has to be cleared by the system and
 * collected as garbage, which costs more than reading a file into it.
 */
export class SpareMemory {
  readonly #spare: ArrayBuffer[] = [];
  /** Of this and nobody else: small buffers of Node share theirs. */
  readonly #lent = new WeakSet<ArrayBufferLike>();

  /** Whatever was there before is in it. */
  take(sizeBytes: number): Buffer {
    const spare = this.#spare.pop();
    const buffer = spare && spare.byteLength >= sizeBytes ? spare : fresh(sizeBytes);
    this.#lent.add(buffer);
    return Buffer.from(buffer, 0, sizeBytes);
  }

  /** Nobody will look at the body any more. Others than those that were taken here are left alone. */
  takeBack({ buffer }: Buffer): void {
    if (!this.#lent.delete(buffer)) return;
    if (this.#spare.length < MAX_SPARE) this.#spare.push(buffer as ArrayBuffer);
  }
}

function fresh(sizeBytes: number): ArrayBuffer {
  const pieces = Math.ceil(Math.max(sizeBytes, 1) / PIECE_BYTES);
  return Buffer.allocUnsafeSlow(pieces * PIECE_BYTES).buffer as ArrayBuffer;
}
