import type { Filter } from '@pvs/core/catalogue/filter/filter';

/** A parameter of the search: how descriptions offer it, and what it asks where it stands for itself. */
export interface SearchParameter {
  /** As it stands in a URL; case does not count. */
  readonly name: string;
  /** What descriptions call it, prefixed by its namespace: `geo:box`. */
  readonly token: string;
  readonly title?: string | undefined;
  readonly minInclusive?: number;
  readonly maxInclusive?: number;
  /** Regular expression of its values. */
  readonly pattern?: string;
  readonly options?: readonly string[];
  /** The condition of a value; without it, the parameter belongs together with others. */
  readonly filter?: (text: string) => Filter;
}

/** Namespaces of the tokens. */
export const NAMESPACES = {
  geo: 'http://a9.com/-/opensearch/extensions/geo/1.0/',
  time: 'http://a9.com/-/opensearch/extensions/time/1.0/',
  eo: 'http://a9.com/-/opensearch/extensions/eo/1.0/',
  cql: 'http://a9.com/-/opensearch/extensions/cql/1.0/',
  sru: 'http://a9.com/-/opensearch/extensions/sru/2.0/',
  parameters: 'http://a9.com/-/spec/opensearch/extensions/parameters/1.0/',
} as const;
