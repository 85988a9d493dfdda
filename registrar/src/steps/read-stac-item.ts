import { readMetadata } from '@pvs/core/formats/read-metadata';
import type { Step } from '@pvs/core/queue/stage';
import type { RegistrarContext } from '../registrar-context.ts';
import type { Registration } from '../registration.ts';
import { bandBrowses } from '../stac/band-browses.ts';
import { stacCoverages } from '../stac/stac-coverages.ts';

/** Reads a STAC item and the headers of its rasters, which stay where they are. */
export const readStacItem = ({ store }: RegistrarContext): Step<Registration> => ({
  name: 'read-item',
  applies: ({ found }) => found?.kind === 'stac-item',
  async run({ found }) {
    if (found?.kind !== 'stac-item') throw new Error('applies only to items');
    const { format, metadata } = readMetadata(found.bytes, found.key);
    const coverages = await stacCoverages(store, found, metadata.identifier);
    const documents = [{ format: format.name, objectKey: found.key }];
    return { metadata, coverages, documents, browses: bandBrowses(coverages) };
  },
});
