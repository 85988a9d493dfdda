import { isRecord, parseProduct } from './product.ts';
import type { Product } from './product.ts';
import { nextPageUrl } from './search-url.ts';
import { fetchJson } from './fetch-json.ts';
import { RequestProblem } from './request-problem.ts';
import { texts } from '../texts/texts.ts';

/** One page of a search's answer. */
export interface ProductPage {
  readonly products: readonly Product[];
  /** How many the whole search has; undefined where the catalogue does not count. */
  readonly total: number | undefined;
  /** The next page, undefined on the last one. */
  readonly nextUrl: string | undefined;
}

/** Fetches and reads one page. Throws {@link RequestProblem}, or the signal's AbortError. */
export async function fetchPage(url: string, signal: AbortSignal): Promise<ProductPage> {
  return readPage(await fetchJson(url, signal), url);
}

/** Reads a GeoJSON FeatureCollection with `totalResults` and `links`; features it cannot use are left out. */
export function readPage(body: unknown, url: string): ProductPage {
  if (!isRecord(body) || !Array.isArray(body['features'])) {
    throw new RequestProblem(texts.answerNotUnderstood, texts.answerNotUnderstoodAdvice);
  }
  const products = body['features'].map(parseProduct).filter((product) => product !== undefined);
  const total = Number(body['totalResults'] ?? Number.NaN);
  const links = Array.isArray(body['links']) ? body['links'].filter(isRecord) : [];
  const nextHref = links.find((link) => link['rel'] === 'next')?.['href'];
  return {
    products,
    total: Number.isFinite(total) ? total : undefined,
    nextUrl: typeof nextHref === 'string' && products.length > 0 ? nextPageUrl(url, nextHref) : undefined,
  };
}
