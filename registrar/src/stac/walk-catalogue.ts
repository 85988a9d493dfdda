import { invalidInput, limitExceeded } from '@pvs/core/errors';
import { jsonItemsAt, jsonTextAt } from '@pvs/core/json/json-value';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { openStacDocument, type StacDocument } from './open-stac-document.ts';
import { resolveHref } from './resolve-href.ts';

export interface WalkLimits {
  readonly items: number;
  readonly catalogues: number;
  readonly depth: number;
}

export const WALK_LIMITS: WalkLimits = { items: 100_000, catalogues: 10_000, depth: 32 };

/**
 * Objects of all items that a catalogue leads to, each once, in the order of its links; catalogues that lead back to
 * each other are walked once.
 * @throws InvalidInput `LinkOutside` for a link that leads out of the storage, `EmptyCatalogue` for one without items;
 *   LimitExceeded `CatalogueTooLarge`
 */
export async function walkCatalogue(
  store: ObjectStore,
  root: StacDocument,
  signal: AbortSignal,
  limits = WALK_LIMITS,
): Promise<string[]> {
  const items = new Set<string>();
  const seen = new Set([root.key]);
  let level = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    const children = new Set<string>();
    for (const document of level) {
      for (const key of linksOf(document, 'item', store)) items.add(key);
      for (const key of linksOf(document, 'child', store)) if (!seen.has(key)) children.add(key);
    }
    for (const key of children) seen.add(key);
    check(root.key, items.size, 'items', limits.items);
    check(root.key, seen.size, 'catalogues', limits.catalogues);
    check(root.key, children.size === 0 ? 0 : depth + 1, 'levels', limits.depth);
    level = [];
    for (const key of children) {
      signal.throwIfAborted();
      level.push(await openStacDocument(store, key));
    }
  }
  if (items.size > 0) return [...items];
  throw invalidInput(
    `the catalogue ${root.key} leads to no items: expected links with rel "item" or "child"`,
    {
      code: 'EmptyCatalogue',
      detail: { key: root.key },
    },
  );
}

function linksOf({ key, json }: StacDocument, rel: string, store: ObjectStore): string[] {
  const links = jsonItemsAt(json, 'links');
  const self = links.find((link) => jsonTextAt(link, 'rel') === 'self');
  const base = { key, self: jsonTextAt(self, 'href') };
  return links
    .filter((link) => jsonTextAt(link, 'rel') === rel)
    .map((link) => {
      const href = jsonTextAt(link, 'href') ?? '';
      const found = resolveHref(href, base, store);
      if (found !== undefined) return found;
      throw invalidInput(
        `${key} links to '${href.slice(0, 300)}', which is not in ${store.url}: expected relative links, or ones below its own`,
        { code: 'LinkOutside', detail: { key, href: href.slice(0, 300) } },
      );
    });
}

function check(key: string, count: number, what: string, limit: number): void {
  if (count <= limit) return;
  throw limitExceeded(`the catalogue ${key} has more than ${limit} ${what}: register its parts`, {
    code: 'CatalogueTooLarge',
    detail: { key, what, limit },
  });
}
