import { messageId } from '@pvs/core/queue/message-id';
import type { QueueMessage } from '@pvs/core/queue/stage-queue';
import type { Stage } from '@pvs/core/queue/stage';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { formatInstant } from '@pvs/core/time/format-instant';
import type { RegistrarContext } from './registrar-context.ts';
import { parseRegisterMessage, type RegisterMessage, type Registration } from './registration.ts';
import { steps } from './steps/index.ts';

/**
 * Takes a prefix of metadata and data objects, or a STAC item, into the catalogue. A STAC catalogue becomes a message
 * for each of its items, pushed in the move that finishes it.
 */
export function registerStage(context: RegistrarContext): Stage<Registration> {
  return {
    keys: stageKeys.register,
    idOf: registerId,
    begin: (raw) => ({ message: parseRegisterMessage(raw) }),
    steps: steps(context),
    next: ({ product, items = [], message }): readonly QueueMessage[] => {
      if (items.length > 0) return items.map((prefix) => itemMessage({ ...message, prefix }));
      if (!product || !context.stack.seeding.onRegister) return [];
      const interval = `${formatInstant(product.beginTime)}/${formatInstant(product.endTime)}`;
      return [{ queue: 'seed_queue', message: JSON.stringify({ interval, collection: product.collection }) }];
    },
  };
}

/** Items go to the collection that the catalogue was pushed for. */
const itemMessage = ({ prefix, collection }: RegisterMessage): QueueMessage => ({
  queue: 'register_queue',
  message: collection === undefined ? prefix : JSON.stringify({ prefix, collection }),
});

function registerId(raw: string): string {
  try {
    return parseRegisterMessage(raw).prefix;
  } catch {
    return messageId(raw);
  }
}
