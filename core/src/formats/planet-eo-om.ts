import type { ProductMetadata } from '../catalogue/product.ts';
import { definedOnly } from './attribute-paths.ts';
import { metadataFormat, xmlRoot } from './metadata-format.ts';
import { eopReferences, readEop } from './read-eop.ts';

/**
 * Planet's profile of EOP 1, `*_metadata.xml` of PlanetScope and RapidEye products. Its `cloudCoverPercentage` is
 * a fraction: 0.02 where the same scene has 2 percent in Planet's catalogue.
 */
export const planetEoOm = metadataFormat({
  name: 'planet-eo-om',
  title: 'Planet EO-O&M',
  view: xmlRoot(
    (root) =>
      root.name === 'EarthObservation' && /^https?:\/\/schemas\.(planet\.com|rapideye\.de)\//.test(root.ns),
  ),
  read: (observation): ProductMetadata => {
    const metadata = readEop(observation);
    const { cloudCover } = metadata.attributes;
    return {
      ...metadata,
      attributes: definedOnly({ ...metadata.attributes, cloudCover: percentOf(cloudCover) }),
    };
  },
  references: eopReferences,
});

/** What is above 1 can be no fraction. */
const percentOf = (value: number | undefined) => (value !== undefined && value <= 1 ? value * 100 : value);
