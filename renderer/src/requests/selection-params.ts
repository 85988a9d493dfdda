import type { Filter } from '@pvs/core/catalogue/filter/filter';
import { parseCql } from '@pvs/core/catalogue/filter/parse-cql';
import { eoQueryables, findQueryable } from '@pvs/core/catalogue/filter/queryables';
import type { SortKey } from '@pvs/core/catalogue/search/product-query';
import { invalidInput, isPvsError, PvsError } from '@pvs/core/errors';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { ProductSelection } from '../layers/select-products.ts';

/** `cql` and `sortBy`: which products of a layer are shown, and which of them is on top. */
export function readSelection(kvp: Kvp): ProductSelection {
  const filter = readCql(kvp);
  const sortBy = kvp.get('sortby');
  return {
    ...(filter ? { filter } : {}),
    ...(sortBy === undefined ? {} : { sort: sortBy.split(',').map(readSortKey) }),
  };
}

/** The filter of `cql`, see {@link parseCql}. */
export function readCql(kvp: Kvp): Filter | undefined {
  const text = kvp.get('cql') ?? kvp.get('cql_filter');
  if (text === undefined) return undefined;
  try {
    return parseCql(text, eoQueryables);
  } catch (error) {
    if (!isPvsError(error)) throw error;
    const { kind, message, code } = error;
    throw new PvsError(kind, message, { code, detail: { locator: 'cql' }, cause: error });
  }
}

/** `cloudCover A`, `beginTime D`, `-beginTime`; what comes first is on top. */
function readSortKey(text: string): SortKey {
  const parts = /^\s*([+-]?)(\w+)(?:\s+(a|d|asc|desc)(?:ending)?)?\s*$/i.exec(text);
  const [, sign = '', name = '', order = 'a'] = parts ?? [];
  const found = findQueryable(eoQueryables, name);
  if (!parts || found?.kind !== 'property') {
    throw invalidInput(
      `parameter 'sortBy': expected an attribute with A or D, as in 'cloudCover A', given '${text.slice(0, 200)}'`,
      { code: 'InvalidParameterValue', detail: { locator: 'sortby' } },
    );
  }
  const isDescending = sign === '-' || order.toLowerCase().startsWith('d');
  return { property: found.property, direction: isDescending ? 'desc' : 'asc' };
}
