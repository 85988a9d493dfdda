import { removeProduct } from '@pvs/core/catalogue/register-product';
import { notFound } from '@pvs/core/errors';
import { messageId } from '@pvs/core/queue/message-id';
import type { Stage } from '@pvs/core/queue/stage';
import { CATALOGUE_CHANNEL, stageKeys } from '@pvs/core/queue/stage-keys';
import type { RegistrarContext } from './registrar-context.ts';

interface Deregistration {
  readonly identifier: string;
}

/** Takes a product out of the catalogue; a tombstone tells the followers, and its outputs are removed later. */
export function deregisterStage({ db, redis, stack }: RegistrarContext): Stage<Deregistration> {
  return {
    keys: stageKeys.deregister,
    idOf: messageId,
    begin: (raw) => ({ identifier: raw.trim() }),
    steps: [
      {
        name: 'remove',
        async run({ identifier }) {
          const revision = await removeProduct(db, identifier, {
            keepDiscardedS: stack.sweeping.keepS,
          });
          if (revision === undefined) {
            throw notFound(`there is no product '${identifier}' in the catalogue`, {
              code: 'NotRegistered',
              detail: { identifier },
            });
          }
          await redis.publish(CATALOGUE_CHANNEL, String(revision));
          return {};
        },
      },
    ],
    next: () => [],
  };
}
