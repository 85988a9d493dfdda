import { registerProduct } from '@pvs/core/catalogue/register-product';
import type { Step } from '@pvs/core/queue/stage';
import { CATALOGUE_CHANNEL } from '@pvs/core/queue/stage-keys';
import type { RegistrarContext } from '../registrar-context.ts';
import { isProduct, known, type Registration } from '../registration.ts';

/** Writes the product in one transaction and rings the bell for those who follow the catalogue. */
export const writeCatalogue = ({ db, redis, stack }: RegistrarContext): Step<Registration> => ({
  name: 'write',
  applies: isProduct,
  async run({ product }, { log }) {
    const { revision, replaced } = await registerProduct(db, known(product, 'product'), {
      keepDiscardedS: stack.sweeping.keepS,
    });
    await redis.publish(CATALOGUE_CHANNEL, String(revision));
    log.info(
      { product: product?.identifier, collection: product?.collection, revision, replaced },
      'Product:Registered',
    );
    return { revision };
  },
});
