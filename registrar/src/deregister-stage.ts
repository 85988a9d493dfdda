import { removeProduct } from '@pvs/core/catalogue/register-product';
import { notFound } from '@pvs/core/errors';
import type { Stage } from '@pvs/core/queue/stage';
import { CATALOGUE_CHANNEL, stageKeys } from '@pvs/core/queue/stage-keys';
import type { RegistrarContext } from './registrar-context.ts';

interface Deregistration {
  readonly identifier: string;
}

/** Takes a product out of the catalogue; a tombstone tells the followers. */
export function deregisterStage({ db, redis }: RegistrarContext): Stage<Deregistration> {
  return {
    keys: stageKeys.deregister,
    idOf: (raw) => raw.trim().slice(0, 512),
    begin: (raw) => ({ identifier: raw.trim() }),
    steps: [
      {
        name: 'remove',
        async run({ identifier }) {
          const revision = await removeProduct(db, identifier);
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
