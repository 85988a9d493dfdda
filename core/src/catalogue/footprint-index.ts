import type { Box } from '../geometry/box.ts';
import type { TimeInterval, TimeSelection } from '../time/time-grammar.ts';
import type { CatalogueChange } from './changes.ts';
import { CollectionExtent, type Extent } from './collection-extent.ts';
import { CollectionPictures } from './collection-pictures.ts';
import { type CountableProducts, CountedColumns } from './counting/counted-columns.ts';
import type { CountedProduct } from './counting/counted-product.ts';
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
  #counted: CountedColumns | undefined;
  readonly #places = new Map<string, PackedBoxes>();
  readonly #extents = new Map<string, CollectionExtent>();
  readonly #pictures = new Map<string, CollectionPictures>();
  readonly #recent = new RecentChanges();
  readonly #sequence = new UpdateSequence();
  #version = 0;
  readonly #versions = new Map<string, number>();

  /** @param options `counted`: whether products can be counted by their attributes, too, which costs memory */
  constructor({ counted = false }: { readonly counted?: boolean } = {}) {
    if (counted) this.#counted = new CountedColumns();
  }

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

  /** What capabilities say of their version: rises with every change of the catalogue and of the stack's YAML. */
  get updateSequence(): number {
    return this.#sequence.value;
  }

  /** The number of what capabilities depend on beside the catalogue; it only rises. */
  set edition(number: number) {
    this.#sequence.edition = number;
  }

  /**
   * Changes may come again: what is in here already stays as it is. `settled` is the revision up to which all will
   * have come when it is {@link settle}d.
   */
  apply(changes: readonly CatalogueChange[], settled = 0): void {
    if (this.#products.isSparse) this.#beginAnew();
    for (const change of changes) {
      const known = this.#products.revisionOf(change.identifier);
      if (known !== change.revision) this.#change(change, known !== undefined);
      this.#revision = Math.max(this.#revision, change.revision);
      this.#sequence.add(change, settled);
    }
  }

  #change(change: CatalogueChange, isKnown: boolean): void {
    const before = isKnown ? this.#remove(change.identifier) : undefined;
    const after = change.kind === 'registered' ? change.product : undefined;
    if (change.kind === 'registered') this.#insert(change.product, change.counted);
    this.#recent.add({ before, after });
    if (before !== after) this.#tell(before, after);
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

  /** What products are counted from as it is now; undefined where it does not know their attributes. */
  get countable(): CountableProducts | undefined {
    return this.#counted && { products: this.#products, counted: this.#counted };
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
    const places = this.#places.get(collection);
    return places && this.#extents.get(collection)?.get(places, this.#products);
  }

  /** Undefined for a collection that never had products. */
  pictures(collection: string): CollectionPictures | undefined {
    return this.#pictures.get(collection);
  }

  #tell(...changed: readonly (ProductRef | undefined)[]): void {
    this.#version += 1;
    for (const product of changed) if (product) this.#versions.set(product.collection, this.#version);
  }

  /** `current` is the instant at which the newest product ends. */
  #intervals(collection: string, time: TimeSelection): readonly TimeInterval[] {
    if (time !== 'current') return time;
    const extent = this.extent(collection);
    return extent ? [{ beginMs: extent.endMs, endMs: extent.endMs }] : [];
  }

  #insert(product: ProductRef, counted: CountedProduct | undefined): void {
    const { collection } = product;
    this.#place(product, counted);
    const extent = this.#extents.get(collection) ?? new CollectionExtent();
    this.#extents.set(collection, extent);
    extent.add(product);
    const pictures = this.#pictures.get(collection) ?? new CollectionPictures();
    this.#pictures.set(collection, pictures);
    pictures.add(product);
  }

  #place(product: ProductRef, counted: CountedProduct | undefined): void {
    const places = this.#places.get(product.collection) ?? new PackedBoxes(this.#products);
    this.#places.set(product.collection, places);
    const [row, firstBox, boxes] = this.#products.add(product);
    places.add(firstBox, boxes);
    if (counted) this.#counted?.set(row, counted);
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
    const [products, counted] = [this.#products, this.#counted];
    this.#products = new ProductColumns();
    this.#counted = counted && new CountedColumns();
    this.#places.clear();
    for (const row of products.rows()) this.#place(products.at(row), counted?.get(row));
  }
}
