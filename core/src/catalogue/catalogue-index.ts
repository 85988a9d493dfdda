import type { FootprintIndex } from './footprint-index.ts';

/** What is asked of the index: all of it, or what {@link seenIndex} leaves of it. */
export type CatalogueIndex = Pick<
  FootprintIndex,
  | 'revision'
  | 'updateSequence'
  | 'version'
  | 'versionOf'
  | 'recentChanges'
  | 'product'
  | 'select'
  | 'extent'
  | 'pictures'
>;

/** The index as if there were no other collections than these. Revisions and versions are those of all. */
export function seenIndex(index: CatalogueIndex, collections: ReadonlySet<string>): CatalogueIndex {
  const isSeen = (one: { readonly collection: string } | undefined) =>
    one === undefined || collections.has(one.collection);
  return {
    get revision() {
      return index.revision;
    },
    get updateSequence() {
      return index.updateSequence;
    },
    get version() {
      return index.version;
    },
    versionOf: (collection) => (collections.has(collection) ? index.versionOf(collection) : 0),
    *recentChanges() {
      for (const change of index.recentChanges())
        if (isSeen(change.before) && isSeen(change.after)) yield change;
    },
    product(identifier) {
      const found = index.product(identifier);
      return isSeen(found) ? found : undefined;
    },
    select: (collection, ...how) => (collections.has(collection) ? index.select(collection, ...how) : []),
    extent: (collection) => (collections.has(collection) ? index.extent(collection) : undefined),
    pictures: (collection) => (collections.has(collection) ? index.pictures(collection) : undefined),
  };
}
