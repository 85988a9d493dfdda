import type { ProductPage } from '@pvs/core/catalogue/search/product-query';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { SearchBody } from './item-search.ts';
import { selectFields } from './select-fields.ts';
import { GEOJSON_TYPE, rootLink, selfLink, type StacContext, type StacLink } from './stac-context.ts';
import { writeItem } from './write-item.ts';

/** How a search was sent, and thus how its further pages are asked for. */
export type SearchSource =
  | { readonly method: 'GET'; readonly url: string; readonly kvp: Kvp }
  | { readonly method: 'POST'; readonly url: string; readonly body: object };

/** A page of items as a GeoJSON feature collection. */
export function writeItems(
  page: ProductPage,
  search: SearchBody,
  source: SearchSource,
  context: StacContext,
) {
  const features = page.products.map((product) => {
    const item = writeItem(product, context);
    return search.fields ? selectFields(item, search.fields) : item;
  });
  const { total } = page;
  return {
    type: 'FeatureCollection',
    features,
    links: [
      selfLink(selfUrl(source), GEOJSON_TYPE),
      rootLink(context),
      ...(page.next === undefined ? [] : [pageLink('next', page.next, source)]),
      ...(page.previous === undefined ? [] : [pageLink('prev', page.previous, source)]),
    ],
    numberReturned: features.length,
    // An estimate is no number of matches.
    ...(total?.isExact === true ? { numberMatched: total.count } : {}),
  };
}

const selfUrl = (source: SearchSource) =>
  source.method === 'GET' ? withQuery(source.url, source.kvp) : source.url;

function pageLink(rel: string, token: string, source: SearchSource): StacLink {
  const type = GEOJSON_TYPE;
  if (source.method === 'GET') {
    return {
      rel,
      type,
      href: withQuery(source.url, new Map([...source.kvp, ['token', token]])),
      method: 'GET',
    };
  }
  return { rel, type, href: source.url, method: 'POST', body: { ...source.body, token } };
}

function withQuery(url: string, kvp: Kvp): string {
  const query = new URLSearchParams([...kvp]).toString();
  return query === '' ? url : `${url}?${query}`;
}
