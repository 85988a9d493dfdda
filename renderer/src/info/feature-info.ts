import type { StoredProduct } from '@pvs/core/catalogue/product';
import type { Position } from '@pvs/core/geometry/footprint';
import type { ProductLink } from '../objects/product-links.ts';

/** What is known about a point of a map. */
export interface FeatureInfo {
  readonly position: Position;
  /** Topmost first. */
  readonly features: readonly Feature[];
}

/** A product under the point, as one layer shows it. */
export interface Feature {
  readonly layer: string;
  readonly product: StoredProduct;
  readonly coverages: readonly CoveragePixel[];
  /** Its files, and all of it. */
  readonly links: readonly ProductLink[];
}

/** The pixel of a coverage that the point lies on. */
export interface CoveragePixel {
  readonly coverage: string;
  readonly bands: readonly BandValue[];
}

export interface BandValue {
  readonly band: string;
  /** As it is in the file; null where there is no data. */
  readonly value: number | null;
}

/** What is told about a product itself, in the order in which it is shown. */
export function attributesOf({ product }: Feature): Readonly<Record<string, string | number>> {
  const { identifier, collection, beginTime, endTime, attributes } = product;
  const plain = Object.entries(attributes).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ]);
  return {
    identifier,
    collection,
    beginTime: beginTime.toISOString(),
    endTime: endTime.toISOString(),
    ...(Object.fromEntries(plain) as Record<string, string | number>),
  };
}
