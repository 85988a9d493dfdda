import { isUtf8 } from 'node:buffer';

/** A message that a worker holds: it is in the worker's in-flight list until it is finished or given back. */
export interface TakenItem {
  readonly queue: string;
  /** As it was pushed, bytes that are not UTF-8 replaced. */
  readonly raw: string;
  readonly bytes: Buffer;
  readonly id: string;
  /** This holding of it: nobody else ever has the same. */
  readonly token: string;
}

/** An item in work. */
export interface BegunItem extends TakenItem {
  /** How often it was taken up so far, this time included. */
  readonly attempts: number;
}

/** A message for another queue, pushed in the same atomic move that finishes an item. */
export interface QueueMessage {
  readonly queue: string;
  readonly message: string;
}

/**
 * What a worker takes on in the move that finishes an item: nothing while it stops or waits; the next message of the
 * same id, which is its to hand on; or any message, which saves a round trip and keeps the places independent of each other.
 */
export type TakeOn = 'nothing' | 'same id' | 'anything';

/** What came of finishing an item: not this worker's any more, done, or done and another begun. */
export type Finished = false | true | BegunItem;

export type IdOf = (raw: string, queue: string) => string;

/** One value of a script's answer. */
export type Cell = Buffer | number | undefined;

/** The part of an item that the script's answer tells. */
export function messageOf(queue: Cell, given: Cell) {
  const bytes = Buffer.isBuffer(given) ? given : Buffer.alloc(0);
  return { queue: String(queue), raw: bytes.toString(), bytes };
}

/** The message for a command: text where that is the same, which is encoded in one go with the rest. */
export const messageFor = ({ raw, bytes }: TakenItem): string | Buffer => (isUtf8(bytes) ? raw : bytes);
