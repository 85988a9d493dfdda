/**
 * A frontend message of PostgreSQL's wire protocol (PostgreSQL documentation, "Message Formats"). `complete` ends
 * a batch: the server answers it with ReadyForQuery.
 */
export interface FrontendMessage {
  readonly kind: 'ssl-request' | 'cancel' | 'terminate' | 'part' | 'complete';
  readonly bytes: Uint8Array;
}

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;
/** Simple query, Sync and function call are answered with ReadyForQuery; so is the startup message. */
const COMPLETING = new Set(['Q', 'S', 'F', 'p']);

/** Cuts a byte stream into whole messages. */
export class MessageSplitter {
  #pending: Buffer = Buffer.alloc(0);
  #started = false;

  push(chunk: Buffer): FrontendMessage[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: FrontendMessage[] = [];
    for (let next = this.#next(); next; next = this.#next()) messages.push(next);
    return messages;
  }

  #next(): FrontendMessage | undefined {
    const header = this.#started ? 1 : 0;
    if (this.#pending.length < header + 4) return undefined;
    const length = header + this.#pending.readInt32BE(header);
    if (length < header + 4) throw new RangeError(`impossible message length ${length}`);
    if (this.#pending.length < length) return undefined;
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return { kind: this.#started ? kindOf(bytes) : this.#startKind(bytes), bytes };
  }

  /** Before the startup message, messages have no type byte. */
  #startKind(bytes: Buffer): FrontendMessage['kind'] {
    const code = bytes.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return 'ssl-request';
    if (code === CANCEL_REQUEST) return 'cancel';
    this.#started = true;
    return 'complete';
  }
}

function kindOf(bytes: Buffer): FrontendMessage['kind'] {
  const type = String.fromCharCode(bytes[0] ?? 0);
  if (type === 'X') return 'terminate';
  return COMPLETING.has(type) ? 'complete' : 'part';
}
