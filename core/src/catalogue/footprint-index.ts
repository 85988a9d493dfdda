import type { Box } from '../geometry/box.ts';
import type { TimeInterval, TimeSelection } from '../time/time-grammar.ts';
import type { CatalogueChange } from './changes.ts';
import { CollectionExtent, type Extent } from './collection-extent.ts';
import { CollectionPictures } from './collection-pictures.ts';
import { PackedBoxes } from './packed-boxes.ts';
import { ProductColumns } from './product-columns.ts';
import { newestFirst, type ProductRef } from './product-ref.ts';
import { type RecentChange, RecentChanges } from './recent-changes.ts';
import { UpdateSequence } from './update-sequence.ts';

/**
 * Which products are where and when, in memory: answers what a tile shows without a query. Kept up to date by
 * {@link CatalogueFollower}.
 */
export class FootprintIndex {
  #revision = 0;
  #products = new ProductColumns();
  readonly #places = new Map<string, PackedBoxes>();
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
    if (this.#products.isSparse) this.#beginAnew();
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
    for (const boxes of this.#places.values()) boxes.pack();
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
    const places = this.#places.get(collection);
    if (!places) return [];
    const intervals = this.#intervals(collection, time);
    const found = new Set<number>();
    for (const box of boxes) {
      places.search(box, (row) => {
        if (this.#products.isIn(row, intervals)) found.add(row);
      });
    }
    return this.#newestOf([...found], limit);
  }

  /** The newest so many, in order: where there are many more, only those are put in order. */
  #newestOf(rows: readonly number[], limit: number): ProductRef[] {
    const products = this.#products;
    const oldestMs =
      rows.length <= limit
        ? -Infinity
        : Float64Array.from(rows, (row) => products.beginMs(row)).sort()[rows.length - limit]!;
    return rows
      .filter((row) => products.beginMs(row) >= oldestMs)
      .map((row) => products.at(row))
      .sort(newestFirst)
      .slice(0, limit);
  }

  /** Undefined for a collection without products. */
  extent(collection: string): Extent | undefined {
    const products = () =>
      [...this.#products].filter((product) => product.collection === collection && product.boxes.length > 0);
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
    const { collection } = product;
    this.#place(product);
    const extent = this.#extents.get(collection) ?? new CollectionExtent();
    this.#extents.set(collection, extent);
    extent.add(product);
    const pictures = this.#pictures.get(collection) ?? new CollectionPictures();
    this.#pictures.set(collection, pictures);
    pictures.add(product);
  }

  #place(product: ProductRef): void {
    const places = this.#places.get(product.collection) ?? new PackedBoxes(this.#products);
    this.#places.set(product.collection, places);
    places.add(...this.#products.add(product));
  }

  #remove(identifier: string): ProductRef | undefined {
    const product = this.#products.remove(identifier);
    if (!product) return undefined;
    this.#extents.get(product.collection)?.remove(product);
    this.#pictures.get(product.collection)?.remove(product);
    return product;
  }

  /** Without the rows of what is gone. */
  #beginAnew(): void {
    const products = [...this.#products];
    this.#products = new ProductColumns();
    this.#places.clear();
    for (const product of products) this.#place(product);
  }
}
