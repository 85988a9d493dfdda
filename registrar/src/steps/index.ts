import type { Step } from '@pvs/core/queue/stage';
import type { RegistrarContext } from '../registrar-context.ts';
import type { Registration } from '../registration.ts';
import { assembleProduct } from './assemble-product.ts';
import { classify } from './classify.ts';
import { readObjects } from './read-objects.ts';
import { writeCatalogue } from './write-catalogue.ts';

/** What happens to a registration, in this order. */
export const steps = (context: RegistrarContext): readonly Step<Registration>[] => [
  readObjects(context),
  classify(context),
  assembleProduct,
  writeCatalogue(context),
];
