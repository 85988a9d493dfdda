import type { Migration } from 'kysely/migration';
import { up as products } from './001-products.ts';
import { up as searchIndexes } from './002-search-indexes.ts';
import { up as registering } from './003-registering.ts';
import { up as moreAttributes } from './004-more-attributes.ts';
import { up as searchCosts } from './005-search-costs.ts';
import { up as pictures } from './006-pictures.ts';
import { up as productRecords } from './007-product-records.ts';
import { up as places } from './008-places.ts';
import { up as coverageIdentifiers } from './009-coverage-identifiers.ts';
import { up as slots } from './010-slots.ts';

/** Forward only, run in this order, each once. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-products': { up: products },
  '002-search-indexes': { up: searchIndexes },
  '003-registering': { up: registering },
  '004-more-attributes': { up: moreAttributes },
  '005-search-costs': { up: searchCosts },
  '006-pictures': { up: pictures },
  '007-product-records': { up: productRecords },
  '008-places': { up: places },
  '009-coverage-identifiers': { up: coverageIdentifiers },
  '010-slots': { up: slots },
};
