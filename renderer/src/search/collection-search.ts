import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { CollectionConfig } from '@pvs/core/config/stack';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { RendererContext } from '../renderer-context.ts';
import { readSearchParams } from './search-params.ts';
import type { Entry } from './search-results.ts';
import { descriptionUrl, searchUrl } from './search-urls.ts';

/** A page of collections, as the first of the two steps finds them. */
export interface CollectionPage {
  readonly entries: readonly Entry[];
  readonly startIndex: number;
  readonly total: { readonly count: number; readonly isExact: true };
}

/**
 * The collections whose names or descriptions have the search terms, and which hold a product where and when the
 * other parameters say; all of them where nothing is asked.
 */
export async function searchCollections(
  { stack, catalogue, follower }: RendererContext,
  kvp: Kvp,
  stackUrl: string,
  signal: AbortSignal,
): Promise<CollectionPage> {
  const { text, limit, page, filter } = readSearchParams(kvp, undefined, stack);
  const uids = kvp.get('uid')?.split(',');
  const named = stack.collections.filter(
    (collection) => (uids?.includes(collection.id) ?? true) && hasText(collection, text),
  );
  const matching: CollectionConfig[] = [];
  for (const collection of named) {
    const query = { collections: [collection.id], limit: 1, ...(filter ? { filter } : {}) };
    if (!filter || (await catalogue.search(query, signal)).products.length > 0) {
      matching.push(collection);
    }
  }
  const startIndex = page && 'offset' in page ? page.offset : 0;
  return {
    entries: matching
      .slice(startIndex, startIndex + limit)
      .map((collection) => collectionEntry(collection, follower.index.extent(collection.id), stackUrl)),
    startIndex,
    total: { count: matching.length, isExact: true },
  };
}

function hasText({ id, title = '', abstract }: CollectionConfig, text: string | undefined): boolean {
  return (
    text === undefined ||
    [id, title, abstract].some((part) => part.toLowerCase().includes(text.toLowerCase()))
  );
}

/** A collection as an entry; where it holds nothing yet, it has neither place nor time. */
function collectionEntry(
  { id, title = id, abstract }: CollectionConfig,
  extent: Extent | undefined,
  stackUrl: string,
): Entry {
  const { box, beginMs, endMs } = extent ?? {};
  return {
    ...{ kind: 'collection', identifier: id, collection: id, title, abstract, attributes: {}, offerings: [] },
    id: descriptionUrl(stackUrl, id),
    updated: new Date(endMs ?? 0),
    ...(box ? { bbox: [box.minX, box.minY, box.maxX, box.maxY] } : {}),
    ...(beginMs === undefined || endMs === undefined
      ? {}
      : { time: { begin: new Date(beginMs), end: new Date(endMs) } }),
    links: [
      {
        rel: 'search',
        href: descriptionUrl(stackUrl, id),
        type: 'application/opensearchdescription+xml',
        title: `search ${title}`,
      },
      {
        rel: 'alternate',
        href: searchUrl(stackUrl, id, 'html'),
        type: 'text/html',
        title: 'products',
      },
    ],
  };
}
