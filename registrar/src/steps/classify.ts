import { classifyProduct } from '@pvs/core/catalogue/classify-product';
import { invalidInput } from '@pvs/core/errors';
import type { Step } from '@pvs/core/queue/stage';
import type { RegistrarContext } from '../registrar-context.ts';
import { known, type Registration } from '../registration.ts';

/** Decides the product's type and collection by the stack's rules; the message may name the collection. */
export const classify = ({ stack }: RegistrarContext): Step<Registration> => ({
  name: 'classify',
  async run({ message, metadata }) {
    const classification = classifyProduct(stack, known(metadata, 'metadata'));
    const { collection = classification.collection } = message;
    const ids = stack.collections.map(({ id }) => id);
    if (ids.includes(collection)) return { classification: { ...classification, collection } };
    throw invalidInput(`collection '${collection}' is not one of this stack: allowed are ${ids.join(', ')}`, {
      code: 'UnknownCollection',
      detail: { collection },
    });
  },
});
