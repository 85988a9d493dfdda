import type { EoAttributes } from '@pvs/core/catalogue/product';
import type { ProductPage } from '@pvs/core/catalogue/search/product-query';
import type { Footprint } from '@pvs/core/geometry/footprint';

/** A link of a document, as Atom (RFC 4287 §4.2.7) has it. */
export interface Link {
  readonly rel: string;
  readonly href: string;
  readonly type: string;
  readonly title?: string;
  readonly sizeBytes?: number;
}

/** Where a product is offered as a map (OGC 12-084r2). */
export interface Offering {
  readonly code: string;
  readonly operations: readonly { readonly code: string; readonly type: string; readonly href: string }[];
}

/** One product or collection among the results, whatever form they are written in. */
export interface Entry {
  readonly kind: 'product' | 'collection';
  readonly identifier: string;
  /** URL of the entry alone. */
  readonly id: string;
  readonly title: string;
  readonly abstract?: string;
  readonly collection: string;
  readonly type?: string;
  readonly updated: Date;
  readonly time?: { readonly begin: Date; readonly end: Date };
  readonly footprint?: Footprint;
  /** West, south, east, north; over the antimeridian west is the greater (RFC 7946 §5.2). */
  readonly bbox?: readonly [number, number, number, number];
  readonly attributes: EoAttributes;
  readonly revision?: number;
  readonly links: readonly Link[];
  readonly offerings: readonly Offering[];
}

/** A page of results, whatever form it is written in. */
export interface SearchResults {
  /** URL of this page. */
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  readonly updated: Date;
  readonly total?: NonNullable<ProductPage['total']>;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  /** `self`, `search`, `first`, `previous`, `next`, `last`, `alternate`. */
  readonly links: readonly Link[];
  /** What was asked, by the tokens of the description: `geo:box` → its value. */
  readonly request: readonly (readonly [token: string, value: string])[];
  readonly entries: readonly Entry[];
}

export const linksOf = (links: readonly Link[], rel: string) => links.filter((link) => link.rel === rel);
