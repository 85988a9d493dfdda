import { z } from 'zod';
import { invalidInput } from '../errors.ts';
import { messageId } from '../queue/message-id.ts';
import { parsePackagePath } from '../queue/package-path.ts';
import type { QueueMessage } from '../queue/queue-item.ts';
import { stageKeys } from '../queue/stage-keys.ts';

/** What the archive is asked for, about one package. */
export type ArchiveOrder =
  /** To copy the original there; `origin` is the message that made a product of it. */
  | { readonly kind: 'keep'; readonly path: string; readonly origin: QueueMessage }
  /** To bring it back and have it preprocessed again. */
  | { readonly kind: 'retrieve'; readonly path: string }
  /** To free the landing space of a retrieval that is done with; of a later one of the same package it is not freed. */
  | { readonly kind: 'release'; readonly path: string; readonly retrieval: string };

const [ARCHIVE_QUEUE, RETRIEVE_QUEUE] = stageKeys.archive.queues;
const [PACKAGE_QUEUE] = stageKeys.preprocess.queues;

const message = z.union([
  z.strictObject({ path: z.string(), queue: z.enum(stageKeys.preprocess.queues), message: z.string() }),
  z.strictObject({ path: z.string(), retrieval: z.string().min(1) }),
]);

/** An order as a message. */
export function archiveMessage(order: ArchiveOrder): QueueMessage {
  const { path } = order;
  switch (order.kind) {
    case 'retrieve':
      return { queue: RETRIEVE_QUEUE, message: path };
    case 'release':
      return { queue: ARCHIVE_QUEUE, message: JSON.stringify({ path, retrieval: order.retrieval }) };
    case 'keep':
      return { queue: ARCHIVE_QUEUE, message: JSON.stringify({ path, ...order.origin }) };
  }
}

/**
 * Reads a message of `archive_queue` (a path, or what {@link archiveMessage} writes) or `retrieve_queue` (a path).
 * @throws InvalidInput `InvalidPath`, `InvalidMessage`
 */
export function parseArchiveMessage(raw: string, queue: string): ArchiveOrder {
  if (queue === RETRIEVE_QUEUE) return { kind: 'retrieve', path: parsePackagePath(raw) };
  if (!raw.trimStart().startsWith('{')) {
    const path = parsePackagePath(raw);
    return { kind: 'keep', path, origin: { queue: PACKAGE_QUEUE, message: path } };
  }
  const parsed = message.safeParse(parseJson(raw));
  if (!parsed.success) throw invalidMessage();
  const path = parsePackagePath(parsed.data.path);
  if ('retrieval' in parsed.data) return { kind: 'release', path, retrieval: parsed.data.retrieval };
  return { kind: 'keep', path, origin: { queue: parsed.data.queue, message: parsed.data.message } };
}

/** The id a message goes by: its path, which one package has in both queues, so that its orders wait for each other. */
export function archiveId(raw: string, queue: string): string {
  try {
    return parseArchiveMessage(raw, queue).path;
  } catch {
    return messageId(raw);
  }
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

const invalidMessage = () =>
  invalidInput(
    'not a message for archive_queue: expected the path of a package, {"path": …, "queue": …, "message": …} or {"path": …, "retrieval": …}',
    { code: 'InvalidMessage' },
  );
