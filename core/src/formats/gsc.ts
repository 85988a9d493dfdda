import { elementAt, elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { definedOnly } from './attribute-paths.ts';
import { metadataFormat, metadataIncomplete, xmlRoot } from './metadata-format.ts';
import { optionalInstant } from './metadata-time.ts';
import { eopReferences, readEop } from './read-eop.ts';

const OBSERVATION = 'opt_metadata|sar_metadata|atm_metadata';

/** Ground Segment Coordination report (ESA): one observation in EOP 1 structure (OGC 06-080) inside `gsc:report`. */
export const gsc = metadataFormat({
  name: 'gsc',
  title: 'GSC report',
  view: xmlRoot(
    (root) =>
      root.name === 'report' &&
      (root.ns === 'http://earth.esa.int/gsc' || elementAt(root, OBSERVATION) !== undefined),
  ),
  read: (document) => {
    const observation = requireObservation(document);
    const metadata = readEop(observation);
    return {
      ...metadata,
      attributes: definedOnly({ ...metadata.attributes, ...localAttributes(observation) }),
    };
  },
  references: (document) => elementsAt(document, OBSERVATION).slice(0, 1).flatMap(eopReferences),
});

function requireObservation(document: XmlElement): XmlElement {
  const observation = elementAt(document, OBSERVATION);
  if (observation) return observation;
  throw metadataIncomplete('an observation', `report/${OBSERVATION}`);
}

/** Attributes that EOP 1 has no element for, in its `eop:vendorSpecific`; written by `gsc-writer.ts`. */
function localAttributes(observation: XmlElement) {
  const entries = elementsAt(
    observation,
    'metaDataProperty/EarthObservationMetaData/vendorSpecific/SpecificInformation',
  );
  const local = new Map(
    entries.map((entry) => [textAt(entry, 'localAttribute'), textAt(entry, 'localValue')]),
  );
  const number = (name: string) => {
    const value = Number(local.get(name) ?? NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  return definedOnly({
    productQualityStatus: local.get('productQualityStatus'),
    doi: local.get('doi'),
    compositeType: local.get('compositeType'),
    lowestLocation: number('lowestLocation'),
    highestLocation: number('highestLocation'),
    availabilityTime: optionalInstant(local.get('availabilityTime')),
  });
}
