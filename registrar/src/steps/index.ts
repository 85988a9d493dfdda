import type { Step } from '@pvs/core/queue/stage';
import type { RegistrarContext } from '../registrar-context.ts';
import type { Registration } from '../registration.ts';
import { assembleProduct } from './assemble-product.ts';
import { classify } from './classify.ts';
import { listStacItems } from './list-stac-items.ts';
import { locate } from './locate.ts';
import { readObjects } from './read-objects.ts';
import { readStacItem } from './read-stac-item.ts';
import { writeCatalogue } from './write-catalogue.ts';

/** What happens to a registration, in this order. */
export const steps = (context: RegistrarContext): readonly Step<Registration>[] => [
  locate(context),
  readObjects(context),
  readStacItem(context),
  listStacItems(context),
  classify(context),
  assembleProduct,
  writeCatalogue(context),
];
