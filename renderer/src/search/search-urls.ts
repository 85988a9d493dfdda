import type { Link } from './search-results.ts';

/** Media types of the forms of results, by their path segment. */
export const mediaTypes = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/geo+json',
  kml: 'application/vnd.google-earth.kml+xml',
  html: 'text/html',
} as const;

/** The search of a collection's products, or of collections, where none is named. */
export function searchUrl(
  stackUrl: string,
  collection: string | undefined,
  format: string,
  parameters: Readonly<Record<string, string>> | readonly (readonly [string, string])[] = {},
): string {
  return `${descriptionUrl(stackUrl, collection)}${format}/${queryOf(parameters)}`;
}

function queryOf(
  parameters: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
): string {
  const query = new URLSearchParams(parameters as Record<string, string>).toString();
  return query === '' ? '' : `?${query}`;
}

export const descriptionUrl = (stackUrl: string, collection: string | undefined) =>
  collection === undefined
    ? `${stackUrl}/opensearch/`
    : `${stackUrl}/opensearch/collections/${encodeURIComponent(collection)}/`;

/** Links to the same results in every form. */
export function searchFormatLinks(
  stackUrl: string,
  collection: string | undefined,
  parameters: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
): Link[] {
  return formatLinks(descriptionUrl(stackUrl, collection), queryOf(parameters));
}

/** Links to one product alone in every form: each of a page has them. */
export const productFormatLinks = (stackUrl: string, collection: string, identifier: string): Link[] =>
  formatLinks(descriptionUrl(stackUrl, collection), `?uid=${encodeURIComponent(identifier)}`);

const FORMATS = Object.entries(mediaTypes);

const formatLinks = (base: string, query: string): Link[] =>
  FORMATS.map(([name, type]) => ({ rel: 'alternate', href: `${base}${name}/${query}`, type, title: name }));
