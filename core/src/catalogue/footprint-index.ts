import RBush from 'rbush';
import type { Box } from '../geometry/box.ts';
import { intervalsOverlap, type TimeInterval, type TimeSelection } from '../time/time-grammar.ts';
import type { CatalogueChange } from './changes.ts';
import { CollectionExtent, type Extent } from './collection-extent.ts';
import { CollectionPictures } from './collection-pictures.ts';
import { newestFirst, type ProductRef } from './product-ref.ts';
import { type RecentChange, RecentChanges } from './recent-changes.ts';
import { UpdateSequence } from './update-sequence.ts';

interface IndexedBox extends Box {
  readonly product: ProductRef;
}

/** The newest so many, in order: where there are many more, only those are put in order. */
function newestOf(products: readonly ProductRef[], limit: number): ProductRef[] {
  if (products.length <= limit) return products.toSorted(newestFirst);
  const begins = Float64Array.from(products, ({ beginMs }) => beginMs).sort();
  const oldestMs = begins[begins.length - limit]!;
  return products
    .filter(({ beginMs }) => beginMs >= oldestMs)
    .sort(newestFirst)
    .slice(0, limit);
}

/**
 * Which products are where and when, in memory: answers what a tile shows without a query. Kept up to date by
 * {@link CatalogueFollower}.
 */
export class FootprintIndex {
  #revision = 0;
  readonly #products = new Map<string, ProductRef>();
  readonly #trees = new Map<string, RBush<IndexedBox>>();
  /** What the trees lack yet: loaded at once it is found faster, and a million in a fraction of the time. */
  readonly #added = new Map<string, IndexedBox[]>();
  readonly #extents = new Map<string, CollectionExtent>();
  readonly #pictures = new Map<string, CollectionPictures>();
  readonly #recent = new RecentChanges();
  readonly #sequence = new UpdateSequence();
  #version = 0;
  readonly #versions = new Map<string, number>();

  /** The greatest revision that is in here. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Another one whenever something has changed in here: a change may become visible after one of a greater revision,
   * so that what was worked out at a revision need not hold at it.
   */
  get version(): number {
    return this.#version;
  }

  /** The {@link version} of the last change in a collection; 0 where it never had products. */
  versionOf(collection: string): number {
    return this.#versions.get(collection) ?? 0;
  }

  /** What capabilities say of their version: rises with every change. */
  get updateSequence(): number {
    return this.#sequence.value;
  }

  /**
   * Changes may come again: what is in here already stays as it is. `settled` is the revision up to which all will
   * have come when it is {@link settle}d.
   */
  apply(changes: readonly CatalogueChange[], settled = 0): void {
    for (const change of changes) {
      const before = this.#remove(change.identifier);
      const after = change.kind === 'registered' ? change.product : undefined;
      if (after) this.#insert(after);
      this.#recent.add({ before, after });
      if (before?.revision !== after?.revision) this.#count(before, after);
      this.#revision = Math.max(this.#revision, change.revision);
      this.#sequence.add(change, settled);
    }
  }

  /** All changes up to a revision are in here. */
  settle(revision: number): void {
    this.#sequence.settle(revision);
    for (const collection of this.#added.keys()) this.#treeOf(collection);
  }

  /** The last changes, newest first: what the catalogue was like before them can be worked out from here. */
  recentChanges(): Iterable<RecentChange> {
    return this.#recent;
  }

  product(identifier: string): ProductRef | undefined {
    return this.#products.get(identifier);
  }

  /**
   * Products of a collection that may show something in one of `boxes` in the selected time, newest first; the
   * newest `limit` where there are more.
   */
  select(collection: string, boxes: readonly Box[], time: TimeSelection, limit = Infinity): ProductRef[] {
    const tree = this.#treeOf(collection);
    if (!tree) return [];
    const intervals = this.#intervals(collection, time);
    const found = new Set<ProductRef>();
    for (const box of boxes) {
      for (const { product } of tree.search(box)) {
        if (intervals.some((interval) => intervalsOverlap(product, interval))) found.add(product);
      }
    }
    return newestOf([...found], limit);
  }

  /** Undefined for a collection without products. */
  extent(collection: string): Extent | undefined {
    const products = () =>
      this.#treeOf(collection)
        ?.all()
        .map(({ product }) => product) ?? [];
    return this.#extents.get(collection)?.get(products);
  }

  /** Undefined for a collection that never had products. */
  pictures(collection: string): CollectionPictures | undefined {
    return this.#pictures.get(collection);
  }

  #count(...changed: readonly (ProductRef | undefined)[]): void {
    this.#version += 1;
    for (const product of changed) if (product) this.#versions.set(product.collection, this.#version);
  }

  /** `current` is the instant at which the newest product ends. */
  #intervals(collection: string, time: TimeSelection): readonly TimeInterval[] {
    if (time !== 'current') return time;
    const extent = this.extent(collection);
    return extent ? [{ beginMs: extent.endMs, endMs: extent.endMs }] : [];
  }

  #insert(product: ProductRef): void {
    const { identifier, collection, boxes } = product;
    this.#products.set(identifier, product);
    const extent = this.#extents.get(collection) ?? new CollectionExtent();
    this.#extents.set(collection, extent);
    extent.add(product);
    const pictures = this.#pictures.get(collection) ?? new CollectionPictures();
    this.#pictures.set(collection, pictures);
    pictures.add(product);
    const list = this.#added.get(collection) ?? [];
    this.#added.set(collection, list);
    for (const box of boxes) list.push({ ...box, product });
  }

  /** The boxes of a collection, with what was added: all but what changed again since. */
  #treeOf(collection: string): RBush<IndexedBox> | undefined {
    const added = this.#added.get(collection);
    if (!added) return this.#trees.get(collection);
    this.#added.delete(collection);
    const tree = this.#trees.get(collection) ?? new RBush<IndexedBox>();
    this.#trees.set(collection, tree);
    return tree.load(added.filter(({ product }) => this.#products.get(product.identifier) === product));
  }

  #remove(identifier: string): ProductRef | undefined {
    const product = this.#products.get(identifier);
    if (!product) return undefined;
    this.#products.delete(identifier);
    const tree = this.#trees.get(product.collection);
    for (const box of product.boxes) {
      tree?.remove(
        { ...box, product },
        (a, b) => a.product === b.product && a.minX === b.minX && a.minY === b.minY,
      );
    }
    this.#extents.get(product.collection)?.remove(product);
    this.#pictures.get(product.collection)?.remove(product);
    return product;
  }
}
