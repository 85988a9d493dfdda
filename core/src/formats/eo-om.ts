import { metadataFormat, xmlRoot } from './metadata-format.ts';
import { eopReferences, readEop } from './read-eop.ts';

/**
 * Earth Observation Metadata profile of Observations and Measurements 2.0 and 2.1 (OGC 10-157r4), all its thematic
 * extensions, and what came before it: EOP 1 (OGC 06-080) with missions' own profiles.
 */
export const eoOm = metadataFormat({
  name: 'eo-om',
  title: 'EO-O&M',
  view: xmlRoot((root) => root.name === 'EarthObservation'),
  read: readEop,
  references: eopReferences,
});
