import type { Browse, Coverage } from '@pvs/core/catalogue/product';
import { coverageFootprint } from '@pvs/core/geometry/coverage-footprint';
import type { Step } from '@pvs/core/queue/stage';
import { known, type Registration } from '../registration.ts';

/** Puts the product together; without a footprint of its own it has that of its coverages. */
export const assembleProduct: Step<Registration> = {
  name: 'assemble',
  async run(registration) {
    const metadata = known(registration.metadata, 'metadata');
    const coverages = known(registration.coverages, 'coverages');
    const { type, collection } = known(registration.classification, 'classification');
    const { prefix, packageLocation } = registration.message;
    const product = {
      ...metadata,
      footprint: metadata.footprint ?? coverageFootprint(coverages.map(({ grid }) => grid)),
      collection,
      type: type.id,
      prefix,
      ...(packageLocation === undefined ? {} : { packageLocation }),
      coverages,
      browses: browsesOf(coverages),
      documents: known(registration.documents, 'documents'),
      masks: registration.masks ?? [],
      ...(registration.quicklook ? { quicklook: registration.quicklook } : {}),
    };
    return { product };
  },
};

/** A coverage of three or four 8-bit bands is a picture by itself: the product's default browse. */
function browsesOf(coverages: readonly Coverage[]): Browse[] {
  const picture = coverages.find(
    ({ dataType, bands }) =>
      dataType === 'uint8' &&
      bands.filter(({ color }) => color !== 'alpha').length === 3 &&
      bands.length <= 4,
  );
  return picture ? [{ type: '', coverageIdentifier: picture.identifier }] : [];
}
