import type { ProductPage } from '@pvs/core/catalogue/search/product-query';
import type { Kvp } from '@pvs/core/ows/kvp';
import { MAX_START_INDEX } from './search-parameters.ts';
import type { Link } from './search-results.ts';
import { descriptionUrl, searchFormatLinks, searchUrl } from './search-urls.ts';

/** The search that a page of results answers. */
export interface AskedSearch {
  readonly stackUrl: string;
  /** Undefined for the search of collections. */
  readonly collection: string | undefined;
  readonly format: string;
  readonly mediaType: string;
  /** Its parameters as they are named in documents. */
  readonly parameters: Kvp;
  readonly limit: number;
}

type Place = Pick<ProductPage, 'startIndex' | 'total' | 'next' | 'previous'>;

/**
 * Links between pages, and to the description and the other forms. Neighbours are named by tokens, so that following
 * them costs the same anywhere; the last page by its number, where that is known and may be skipped to.
 */
export function pageLinks(asked: AskedSearch, { startIndex, total, next, previous }: Place): Link[] {
  const { stackUrl, collection, format, mediaType, parameters, limit } = asked;
  const plain = [...parameters].filter(([name]) => name !== 'cursor' && name !== 'startIndex');
  const link = (rel: string, page: readonly (readonly [string, string])[]): Link => ({
    rel,
    href: searchUrl(stackUrl, collection, format, [...plain, ...page]),
    type: mediaType,
  });
  const links: Link[] = [
    { rel: 'self', href: searchUrl(stackUrl, collection, format, [...parameters]), type: mediaType },
    {
      rel: 'search',
      href: descriptionUrl(stackUrl, collection),
      type: 'application/opensearchdescription+xml',
    },
    ...searchFormatLinks(stackUrl, collection, [...parameters]).filter(({ title }) => title !== format),
  ];
  if (limit === 0) return links;
  links.push(link('first', []));
  if (previous !== undefined) links.push(link('previous', startIndex <= limit ? [] : [['cursor', previous]]));
  if (next !== undefined) links.push(link('next', [['cursor', next]]));
  const last =
    total?.isExact === true && total.count > 0 ? Math.floor((total.count - 1) / limit) * limit : undefined;
  if (last !== undefined && last <= MAX_START_INDEX) links.push(link('last', [['startIndex', String(last)]]));
  return links;
}
