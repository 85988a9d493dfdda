import { isUtf8 } from 'node:buffer';
import { hashId } from './message-id.ts';

/** A message that stands, or stood, in a queue. */
export interface SeenMessage {
  readonly queue: string;
  /** As it was pushed, bytes that are not UTF-8 replaced. */
  readonly raw: string;
  readonly bytes: Buffer;
  readonly id: string;
}

/** An item in work: its message is in the worker's in-flight list until it is finished or given back. */
export interface BegunItem extends SeenMessage {
  /** This holding of it: nobody else ever has the same. */
  readonly token: string;
  /** How often it was taken up so far, this time included. */
  readonly attempts: number;
}

/** A message for another queue, pushed in the same atomic move that finishes an item. */
export interface QueueMessage {
  readonly queue: string;
  readonly message: string;
}

/** What came of finishing an item. */
export interface Finished {
  /** False where it was not this worker's any more. */
  readonly kept: boolean;
  /** What took its place in the same move. */
  readonly following?: BegunItem;
}

export type IdOf = (raw: string, queue: string) => string;

/** A message as the queue has it. Bytes that are no text go by their hash: as text they could look like others. */
export function seenMessage(queue: string, bytes: Buffer, idOf: IdOf): SeenMessage {
  const raw = bytes.toString();
  return { queue, raw, bytes, id: isUtf8(bytes) ? idOf(raw, queue) : hashId(bytes) };
}

/** The message for a command: text where that is the same, which is encoded in one go with the rest. */
export const messageFor = ({ raw, bytes }: SeenMessage): string | Buffer => (isUtf8(bytes) ? raw : bytes);
