import type { ProductMetadata } from '../catalogue/product.ts';
import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';
import { readAttributes } from './attribute-paths.ts';
import { EOP_ATTRIBUTES, METADATA, RESULT } from './eop-attributes.ts';
import { gmlFootprint } from './gml-footprint.ts';
import { metadataIncomplete } from './metadata-format.ts';
import { instantOf, sensingPeriod } from './metadata-time.ts';

const IDENTIFIER = `${METADATA}/identifier`;
const TIME = 'validTime|phenomenonTime';
const SURFACES = 'target|featureOfInterest/Footprint/multiExtentOf/MultiSurface|MultiPolygon';

/**
 * The product of an observation in the structure that GSC, EOP 1 and EO-O&M 2 share. A footprint may be missing; an
 * identifier and times may not.
 */
export function readEop(observation: XmlElement): ProductMetadata {
  const identifier = textAt(observation, IDENTIFIER);
  if (identifier === undefined) throw metadataIncomplete('a product identifier', IDENTIFIER);
  const footprint = gmlFootprint(elementsAt(observation, SURFACES));
  return {
    identifier,
    ...readPeriod(observation),
    ...(footprint && { footprint }),
    attributes: readAttributes((path) => textAt(observation, path), EOP_ATTRIBUTES),
  };
}

function readPeriod(observation: XmlElement) {
  const instant = textAt(observation, `${TIME}/TimeInstant/timePosition`);
  const at = (edge: 'begin' | 'end') => {
    const name = `${edge}Position`;
    const text =
      textAt(observation, `${TIME}/TimePeriod/${name}`) ??
      textAt(observation, `${TIME}/TimePeriod/${edge}/TimeInstant/timePosition`) ??
      instant;
    if (text === undefined) throw metadataIncomplete(`the ${edge} of sensing`, `${TIME}/TimePeriod/${name}`);
    return instantOf(text, edge);
  };
  return sensingPeriod(at('begin'), at('end'));
}

/** Data files an observation names; addresses of services are none. */
export function eopReferences(observation: XmlElement): string[] {
  return elementsAt(observation, `${RESULT}/product/ProductInformation/fileName`)
    .flatMap((name) => [
      name.text,
      ...elementsAt(name, 'ServiceReference').map((s) => s.attributes['href'] ?? ''),
    ])
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.includes('://'));
}
