import { classifyProduct, GENERIC_TYPE } from '@pvs/core/catalogue/classify-product';
import { invalidInput } from '@pvs/core/errors';
import type { Step } from '@pvs/core/queue/stage';
import type { RegistrarContext } from '../registrar-context.ts';
import { isProduct, known, type Registration } from '../registration.ts';

/**
 * Decides the product's type and collection by the stack's rules; the message may name the collection, and a product
 * of no type the one it says it is of.
 */
export const classify = ({ stack }: RegistrarContext): Step<Registration> => ({
  name: 'classify',
  applies: isProduct,
  async run({ message, metadata }) {
    const ids = stack.collections.map(({ id }) => id);
    const classification = classifyProduct(stack, known(metadata, 'metadata'));
    const parent = metadata?.attributes.parentIdentifier ?? '';
    // What no rule places may say itself where it belongs.
    const placed = classification.type.id === GENERIC_TYPE && ids.includes(parent) ? parent : undefined;
    const { collection = placed ?? classification.collection } = message;
    if (ids.includes(collection)) return { classification: { ...classification, collection } };
    throw invalidInput(`collection '${collection}' is not one of this stack: allowed are ${ids.join(', ')}`, {
      code: 'UnknownCollection',
      detail: { collection },
    });
  },
});
