import { eoQueryables, findQueryable } from '@pvs/core/catalogue/filter/queryables';
import type { SortKey } from '@pvs/core/catalogue/search/product-query';
import { invalidInput } from '@pvs/core/errors';

/**
 * Reads sort keys of SRU (OASIS searchRetrieve 1.2 §4.3), separated by spaces: a name, a schema that is ignored, and 0
 * for descending order; ascending else.
 * @example readSortKeys('cloudCover,,1 beginTime,,0') // the clearest, of those equal the newest
 * @throws InvalidInput `InvalidParameterValue`
 */
export function readSortKeys(text: string): readonly SortKey[] {
  const keys = text.split(' ').filter((part) => part !== '');
  if (keys.length === 0 || keys.length > MOST_KEYS) {
    throw invalid(`expected 1 to ${MOST_KEYS} sort keys such as beginTime,,0`);
  }
  return keys.map(readKey);
}

const MOST_KEYS = 10;

function readKey(text: string): SortKey {
  const [name = '', , ascending = '1', ...rest] = text.split(',');
  if (rest.length > 0 || !['0', '1', ''].includes(ascending)) {
    throw invalid('expected sort keys such as beginTime,,0 where 0 is descending and 1 ascending');
  }
  const direction = ascending === '0' ? 'desc' : 'asc';
  const found = findQueryable(eoQueryables, name);
  if (found?.kind === 'property') return { property: found.property, direction };
  const known = [...eoQueryables].flatMap(([known, { kind }]) => (kind === 'property' ? [known] : []));
  throw invalid(`cannot sort by '${name.slice(0, 100)}': allowed are ${known.join(', ')}`);
}

const invalid = (message: string) => invalidInput(message, { code: 'InvalidParameterValue' });
