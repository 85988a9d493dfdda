import { type AnswerHead, chunkedLength, readAnswerHead } from './answer-head.ts';
import type { Allocate } from './object-store.ts';

/** What a store answered. */
export interface ReceivedObject {
  readonly status: AnswerHead['status'];
  /** Empty where the status is 404. */
  readonly body: Buffer;
  readonly modified: Date;
}

/** What is taken for an answer, beside a 404. */
export interface Expected {
  readonly status: 200 | 206;
  readonly maxBytes: number;
  /** Memory for the body and one byte. */
  readonly allocate?: Allocate | undefined;
}

/** A whole answer, and whether its connection is good for another one. */
export interface ReadAnswer extends ReceivedObject {
  readonly isKept: boolean;
}

/** Undefined for an answer that is not taken: nothing can be read after it. */
export type Reading = ReadAnswer | 'more' | undefined;

/** Of a header, and of a 404 with its body: more than any store sends. */
const MAX_START_BYTES = 8192;
const NOTHING = Buffer.alloc(0);
const END_OF_HEAD = '\r\n\r\n';

/**
 * Reads the answers of a connection, one after the other. The connection writes what comes into {@link room}, so that
 * a body's bytes come to lie where they stay. There is room for one byte more than the body has: what follows it is
 * seen at once, and is no part of the next answer.
 */
export class AnswerReader {
  readonly #start = Buffer.allocUnsafeSlow(MAX_START_BYTES);
  #expected: Expected = { status: 200, maxBytes: 0 };
  /** From the end of the header on. */
  #body: { readonly head: AnswerHead; readonly sizeBytes: number; readonly memory: Buffer } | undefined;
  /** Of the start, or of the body. */
  #filled = 0;

  begin(expected: Expected): void {
    this.#expected = expected;
    this.#body = undefined;
    this.#filled = 0;
  }

  /** Where the next bytes are to be written; never empty. */
  get room(): Buffer {
    const all = this.#body?.memory ?? this.#start;
    return this.#filled === 0 ? all : all.subarray(this.#filled);
  }

  /** Reads on, so many bytes having come. */
  take(count: number): Reading {
    this.#filled += count;
    const reading = this.#body ? this.#readBody() : this.#readStart();
    if (reading !== 'more') this.begin(this.#expected);
    return reading;
  }

  #readStart(): Reading {
    const [start, filled] = [this.#start, this.#filled];
    const length = start.indexOf(END_OF_HEAD);
    const from = length + END_OF_HEAD.length;
    // What an earlier answer left is still there, behind what came of this one.
    if (length < 0 || from > filled) return this.#moreOfStart();
    const head = readAnswerHead(start.toString('latin1', 0, length));
    if (head?.status === 404) return this.#readAbsence(head, from);
    const { status, maxBytes, allocate = Buffer.allocUnsafeSlow } = this.#expected;
    const { sizeBytes = Infinity } = head ?? {};
    if (head?.status !== status || sizeBytes > maxBytes) return undefined;
    const memory = allocate(sizeBytes + 1);
    this.#filled = start.copy(memory, 0, from, filled);
    this.#body = { head, sizeBytes, memory };
    return this.#readBody();
  }

  #readBody(): Reading {
    const { head, sizeBytes, memory } = this.#body!;
    if (this.#filled < sizeBytes) return 'more';
    if (this.#filled > sizeBytes) return undefined;
    return {
      status: head.status,
      body: memory.subarray(0, sizeBytes),
      modified: head.modified,
      isKept: head.isKept,
    };
  }

  /** What is said of it is short and wanted by nobody: it has to fit where the header is. */
  #readAbsence({ sizeBytes, modified, isKept }: AnswerHead, from: number): Reading {
    const filled = this.#filled;
    const length = sizeBytes ?? chunkedLength(this.#start.toString('latin1', 0, filled), from);
    if (length === 'more' || (length !== undefined && from + length > filled)) return this.#moreOfStart();
    if (length === undefined || from + length < filled) return undefined;
    return { status: 404, body: NOTHING, modified, isKept };
  }

  #moreOfStart(): Reading {
    return this.#filled < MAX_START_BYTES ? 'more' : undefined;
  }
}
