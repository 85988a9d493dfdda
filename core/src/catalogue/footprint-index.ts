import RBush from 'rbush';
import { type Box, uniteBoxes } from '../geometry/box.ts';
import { intervalsOverlap, type TimeInterval, type TimeSelection } from '../time/time-grammar.ts';
import type { CatalogueChange } from './changes.ts';
import { newestFirst, type ProductRef } from './product-ref.ts';
import { type RecentChange, RecentChanges } from './recent-changes.ts';

/** What a layer covers in space and time. */
export interface Extent {
  readonly count: number;
  readonly box: Box;
  readonly beginMs: number;
  readonly endMs: number;
  /** UTM zones in which its products lie, most products first: `EPSG:326xx` and `EPSG:327xx`. */
  readonly utmZones: readonly string[];
}

interface IndexedBox extends Box {
  readonly product: ProductRef;
}

/**
 * Which products are where and when, in memory: answers what a tile shows without a query. Kept up to date by
 * {@link CatalogueFollower}.
 */
export class FootprintIndex {
  #revision = 0;
  readonly #products = new Map<string, ProductRef>();
  readonly #trees = new Map<string, RBush<IndexedBox>>();
  readonly #extents = new Map<string, Extent | undefined>();
  readonly #recent = new RecentChanges();

  /** The greatest revision that is in here. */
  get revision(): number {
    return this.#revision;
  }

  /** Changes may come again: what is in here already stays as it is. */
  apply(changes: readonly CatalogueChange[]): void {
    for (const change of changes) {
      this.#revision = Math.max(this.#revision, change.revision);
      const after = change.kind === 'registered' ? change.product : undefined;
      if (this.#products.get(change.identifier)?.revision === after?.revision) continue;
      const before = this.#remove(change.identifier);
      if (after) this.#insert(after);
      this.#recent.add({ before, after });
    }
  }

  /** The last changes, newest first: what the catalogue was like before them can be worked out from here. */
  recentChanges(): Iterable<RecentChange> {
    return this.#recent;
  }

  product(identifier: string): ProductRef | undefined {
    return this.#products.get(identifier);
  }

  /** Products of a collection that may show something in one of `boxes` in the selected time, newest first. */
  select(collection: string, boxes: readonly Box[], time: TimeSelection): ProductRef[] {
    const tree = this.#trees.get(collection);
    if (!tree) return [];
    const intervals = this.#intervals(collection, time);
    const found = new Set<ProductRef>();
    for (const box of boxes) {
      for (const { product } of tree.search(box)) {
        if (intervals.some((interval) => intervalsOverlap(product, interval))) found.add(product);
      }
    }
    return [...found].sort(newestFirst);
  }

  /** Undefined for a collection without products. */
  extent(collection: string): Extent | undefined {
    if (!this.#extents.has(collection)) this.#extents.set(collection, this.#measure(collection));
    return this.#extents.get(collection);
  }

  /** `current` is the instant at which the newest product ends. */
  #intervals(collection: string, time: TimeSelection): readonly TimeInterval[] {
    if (time !== 'current') return time;
    const extent = this.extent(collection);
    return extent ? [{ beginMs: extent.endMs, endMs: extent.endMs }] : [];
  }

  #measure(collection: string): Extent | undefined {
    const products = [
      ...new Set(
        this.#trees
          .get(collection)
          ?.all()
          .map((entry) => entry.product),
      ),
    ];
    const box = uniteBoxes(products.flatMap((product) => product.boxes));
    if (!box) return undefined;
    let [beginMs, endMs] = [Infinity, -Infinity];
    for (const product of products) {
      beginMs = Math.min(beginMs, product.beginMs);
      endMs = Math.max(endMs, product.endMs);
    }
    return { count: products.length, box, beginMs, endMs, utmZones: utmZonesOf(products) };
  }

  #insert(product: ProductRef): void {
    this.#products.set(product.identifier, product);
    const tree = this.#trees.get(product.collection) ?? new RBush<IndexedBox>();
    this.#trees.set(product.collection, tree);
    tree.load(product.boxes.map((box) => ({ ...box, product })));
    this.#extents.delete(product.collection);
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
    this.#extents.delete(product.collection);
    return product;
  }
}

function utmZonesOf(products: readonly ProductRef[]): string[] {
  const counts = new Map<string, number>();
  for (const { boxes } of products) {
    for (const { minX, minY, maxX, maxY } of boxes) {
      const zone = Math.min(60, Math.floor(((minX + maxX) / 2 + 180) / 6) + 1);
      const code = `EPSG:${(minY + maxY < 0 ? 32700 : 32600) + zone}`;
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([code]) => code);
}
