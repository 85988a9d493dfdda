import { anyOf, type Filter } from '@pvs/core/catalogue/filter/filter';
import { propertyTerm, type Term } from '@pvs/core/catalogue/filter/filter-terms';
import { eoQueryables, propertyKinds, propertyUnits } from '@pvs/core/catalogue/filter/queryables';
import { type EoAttributeName, eoColumnNames } from '@pvs/core/catalogue/eo-columns';
import { rangeFilter } from './range-grammar.ts';
import type { SearchParameter } from './search-parameter.ts';

/** What clients may choose from (OGC 13-026r9 tables 4 and 5); compared without regard to case. */
const OPTIONS: Readonly<Partial<Record<EoAttributeName, readonly string[]>>> = {
  sensorType: ['OPTICAL', 'RADAR', 'ALTIMETRIC', 'ATMOSPHERIC', 'LIMB'],
  acquisitionType: ['NOMINAL', 'CALIBRATION', 'OTHER'],
  orbitDirection: ['ASCENDING', 'DESCENDING'],
  productQualityStatus: ['NOMINAL', 'DEGRADED'],
  polarisationMode: ['S', 'D', 'T', 'Q', 'UNDEFINED'],
  productionStatus: ['ARCHIVED', 'ACQUIRED', 'CANCELLED'],
  antennaLookDirection: ['LEFT', 'RIGHT'],
};

/** Names of OGC 13-026r9 that the catalogue calls otherwise. */
const NAMES: Readonly<Partial<Record<EoAttributeName, string>>> = {
  resolutionM: 'resolution',
  polarisationChannels: 'polarizationChannels',
};

const RANGE_PATTERN = String.raw`^(\{[^{}]+\}|[\[\]]?[^\[\]{}]+[\[\]]?)$`;

/** A parameter for each EO attribute, with OGC 13-026r9's name. */
export const eoParameters: readonly SearchParameter[] = eoColumnNames.map((attribute) => {
  const name = NAMES[attribute] ?? attribute;
  const options = OPTIONS[attribute];
  const unit = propertyUnits[attribute];
  return {
    name,
    token: `eo:${name}`,
    title: unit === undefined ? undefined : `in ${unit}`,
    ...(options ? { options } : {}),
    ...(options || propertyKinds[attribute] === 'text' ? {} : { pattern: RANGE_PATTERN }),
    filter: (text) => filterOf(attribute, name, text),
  };
});

function filterOf(attribute: EoAttributeName, name: string, text: string): Filter {
  const isChoice = OPTIONS[attribute] !== undefined;
  const term = { ...propertyTerm(attribute, eoQueryables), name } as Term;
  const filter = rangeFilter(term, isChoice ? text.toUpperCase() : text);
  // What a client of two-step search puts there is the collection it found first.
  if (attribute !== 'parentIdentifier') return filter;
  return anyOf(filter, rangeFilter(propertyTerm('collection', eoQueryables), text));
}
