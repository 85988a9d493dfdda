import type { Database } from '@pvs/core/catalogue/database';
import { withDatabase } from '@pvs/core/catalogue/database-errors';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { isCoveragesKey } from '@pvs/core/storage/product-keys';
import type { Task } from './task.ts';
import type { TaskState } from './task-state.ts';

/** A product that came of a task, and where to find it. */
export interface ProductLinks {
  readonly identifier: string;
  readonly collection: string;
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

/** The products that the done items of a task have become. */
export async function productLinks(
  { db, store }: { readonly db: Database; readonly store: ObjectStore },
  task: Task,
  state: TaskState,
  base: string,
): Promise<ProductLinks[]> {
  const done = task.items.filter((_, i) => state.items[i]?.state === 'done');
  const identifiers = await Promise.all(
    done.map(async ({ identifier, registerId }) => (identifier ? [identifier] : listed(store, registerId))),
  );
  const names = [...new Set(identifiers.flat())];
  if (names.length === 0) return [];
  const rows = await withDatabase(() =>
    db.selectFrom('product').select(['identifier', 'collection']).where('identifier', 'in', names).execute(),
  );
  return rows.map(({ identifier, collection }) => ({
    identifier,
    collection,
    links: linksOf(base, collection, identifier),
  }));
}

/** Identifiers of the products below a package's prefix, by their lists of coverages. */
async function listed(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(`${prefix}/`)) {
    if (isCoveragesKey(key))
      found.push(key.slice(key.lastIndexOf('/') + 1).replace(/\.coverages\.json$/, ''));
  }
  return found;
}

function linksOf(base: string, collection: string, identifier: string) {
  const [c, i] = [encodeURIComponent(collection), encodeURIComponent(identifier)];
  return [
    { rel: 'item', href: `${base}/stac/collections/${c}/items/${i}` },
    { rel: 'search', href: `${base}/opensearch/collections/${c}/json/?uid=${i}` },
    {
      rel: 'wms',
      href: `${base}/ows?service=WMS&version=1.3.0&request=GetCapabilities&cql=${encodeURIComponent(`identifier = '${identifier.replaceAll("'", "''")}'`)}`,
    },
  ];
}
