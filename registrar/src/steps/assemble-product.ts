import { posix } from 'node:path';
import type { Browse, Coverage } from '@pvs/core/catalogue/product';
import { coverageFootprint } from '@pvs/core/geometry/coverage-footprint';
import type { Step } from '@pvs/core/queue/stage';
import { isPicture } from '../stac/band-browses.ts';
import { isProduct, known, type Registration } from '../registration.ts';

/** Puts the product together; without a footprint of its own it has what was traced, else that of its coverages. */
export const assembleProduct: Step<Registration> = {
  name: 'assemble',
  applies: isProduct,
  async run(registration) {
    const metadata = known(registration.metadata, 'metadata');
    const coverages = known(registration.coverages, 'coverages');
    const { type, collection } = known(registration.classification, 'classification');
    const { packageLocation } = registration.message;
    const product = {
      ...metadata,
      footprint:
        metadata.footprint ?? registration.traced ?? coverageFootprint(coverages.map(({ grid }) => grid)),
      collection,
      type: type.id,
      prefix: prefixOf(registration),
      ...(packageLocation === undefined ? {} : { packageLocation }),
      coverages,
      browses: registration.browses ?? browsesOf(coverages),
      documents: known(registration.documents, 'documents'),
      masks: registration.masks ?? [],
      outputs: registration.outputs ?? [],
      ...(registration.quicklook ? { quicklook: registration.quicklook } : {}),
    };
    return { product };
  },
};

/** An item's objects lie beside it. */
const prefixOf = ({ found, message }: Registration) =>
  found?.kind === 'stac-item' ? posix.dirname(found.key) : message.prefix;

/** A coverage that is a picture by itself is the product's default one. */
function browsesOf(coverages: readonly Coverage[]): Browse[] {
  const picture = coverages.find(isPicture);
  return picture ? [{ type: '', coverageIdentifier: picture.identifier }] : [];
}
