import type { Box } from '../geometry/box.ts';
import type { PackedBoxes } from './packed-boxes.ts';
import type { ProductColumns } from './product-columns.ts';
import type { ProductRef } from './product-ref.ts';

/** What a layer covers in space and time. */
export interface Extent {
  readonly count: number;
  readonly box: Box;
  readonly beginMs: number;
  readonly endMs: number;
  /** UTM zones in which its products lie, most products first: `EPSG:326xx` and `EPSG:327xx`. */
  readonly utmZones: readonly string[];
}

interface Bounds {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
  beginMs: number;
  endMs: number;
}

const nothing = (): Bounds => ({
  minX: Infinity,
  minY: Infinity,
  maxX: -Infinity,
  maxY: -Infinity,
  beginMs: Infinity,
  endMs: -Infinity,
});

/**
 * The extent of a collection, kept while products come and go. Only where one goes that reached to an edge of it are
 * the others looked at again, when the extent is next asked for.
 */
export class CollectionExtent {
  #count = 0;
  #bounds = nothing();
  #isLoose = false;
  readonly #zones = new Map<string, number>();

  /** A product that lies nowhere is no part of it. */
  add(product: ProductRef): void {
    if (product.boxes.length === 0) return;
    this.#count += 1;
    const { boxes, beginMs, endMs } = product;
    for (const box of boxes) includePlace(this.#bounds, box);
    includeTime(this.#bounds, beginMs, endMs);
    this.#countZones(product, 1);
  }

  remove(product: ProductRef): void {
    if (product.boxes.length === 0) return;
    this.#count -= 1;
    this.#countZones(product, -1);
    this.#isLoose ||= reachesEdge(this.#bounds, product);
  }

  /**
   * Undefined for a collection without products, or with none that lies anywhere.
   * @param places where they lie, of `products`
   */
  get(places: PackedBoxes, products: ProductColumns): Extent | undefined {
    if (this.#isLoose) this.#bounds = boundsOf(places, products);
    this.#isLoose = false;
    const { minX, minY, maxX, maxY, beginMs, endMs } = this.#bounds;
    if (this.#count === 0 || minX > maxX) return undefined;
    const box = { crs: 'EPSG:4326', minX, minY, maxX, maxY };
    return { count: this.#count, box, beginMs, endMs, utmZones: this.#sortedZones() };
  }

  #countZones({ boxes }: ProductRef, change: 1 | -1): void {
    for (const box of boxes) {
      const zone = utmZoneOf(box);
      const count = (this.#zones.get(zone) ?? 0) + change;
      if (count > 0) this.#zones.set(zone, count);
      else this.#zones.delete(zone);
    }
  }

  #sortedZones(): string[] {
    return [...this.#zones].sort(([, a], [, b]) => b - a).map(([code]) => code);
  }
}

/** Reads numbers and makes no objects of products: 10 ms instead of 250 where there are 300,000. */
function boundsOf(places: PackedBoxes, products: ProductColumns): Bounds {
  const bounds = nothing();
  places.forEach((box, row) => {
    const [minX, minY, maxX, maxY] = products.cornersOf(box);
    includePlace(bounds, { minX, minY, maxX, maxY });
    includeTime(bounds, products.beginMs(row), products.endMs(row));
  });
  return bounds;
}

function includePlace(bounds: Bounds, { minX, minY, maxX, maxY }: Omit<Box, 'crs'>): void {
  bounds.minX = Math.min(bounds.minX, minX);
  bounds.minY = Math.min(bounds.minY, minY);
  bounds.maxX = Math.max(bounds.maxX, maxX);
  bounds.maxY = Math.max(bounds.maxY, maxY);
}

function includeTime(bounds: Bounds, beginMs: number, endMs: number): void {
  bounds.beginMs = Math.min(bounds.beginMs, beginMs);
  bounds.endMs = Math.max(bounds.endMs, endMs);
}

const reachesEdge = (bounds: Bounds, { boxes, beginMs, endMs }: ProductRef) =>
  beginMs <= bounds.beginMs ||
  endMs >= bounds.endMs ||
  boxes.some(
    ({ minX, minY, maxX, maxY }) =>
      minX <= bounds.minX || minY <= bounds.minY || maxX >= bounds.maxX || maxY >= bounds.maxY,
  );

function utmZoneOf({ minX, minY, maxX, maxY }: Box): string {
  const zone = Math.min(60, Math.floor(((minX + maxX) / 2 + 180) / 6) + 1);
  return `EPSG:${(minY + maxY < 0 ? 32700 : 32600) + zone}`;
}
