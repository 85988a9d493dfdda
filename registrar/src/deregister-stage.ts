import { removeProduct } from '@pvs/core/catalogue/register-product';
import { invalidInput, notFound } from '@pvs/core/errors';
import { messageId } from '@pvs/core/queue/message-id';
import type { Stage } from '@pvs/core/queue/stage';
import { CATALOGUE_CHANNEL, stageKeys } from '@pvs/core/queue/stage-keys';
import type { RegistrarContext } from './registrar-context.ts';

const LONGEST = 1024;

interface Deregistration {
  readonly identifier: string;
}

/** Takes a product out of the catalogue; a tombstone tells the followers, and its outputs are removed later. */
export function deregisterStage({ db, redis, stack }: RegistrarContext): Stage<Deregistration> {
  return {
    keys: stageKeys.deregister,
    idOf: messageId,
    begin: (raw) => ({ identifier: parseIdentifier(raw) }),
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

function parseIdentifier(raw: string): string {
  const identifier = raw.trim();
  if (identifier !== '' && identifier.length <= LONGEST && !/\p{Cc}/u.test(identifier)) return identifier;
  throw invalidInput(
    `cannot read the message: expected the identifier of a product, 1 to ${LONGEST} characters without control characters, got ${identifier.length}`,
    { code: 'InvalidMessage' },
  );
}
