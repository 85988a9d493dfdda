import type { Step } from '@pvs/core/queue/stage';
import type { RegistrarContext } from '../registrar-context.ts';
import type { Registration } from '../registration.ts';
import { walkCatalogue } from '../stac/walk-catalogue.ts';

/** Finds the items of a STAC catalogue; each is then registered by a message of its own. */
export const listStacItems = ({ store }: RegistrarContext): Step<Registration> => ({
  name: 'list-items',
  applies: ({ found }) => found?.kind === 'stac-catalogue',
  async run({ found }, { signal, log }) {
    if (found?.kind !== 'stac-catalogue') throw new Error('applies only to catalogues');
    const items = await walkCatalogue(store, found, signal);
    log.info({ catalogue: found.key, items: items.length }, 'Catalogue:Listed');
    return { items };
  },
});
