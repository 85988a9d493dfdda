import type { Product } from '../catalogue/product.ts';

/** A product without objects, as a test of searches wants it: a square of a degree unless its footprint is given. */
export function plainProduct(
  identifier: string,
  changes: Partial<Omit<Product, 'identifier'>> & { readonly at?: readonly [lon: number, lat: number] } = {},
): Product {
  const { at: [west, south] = [16, 48], ...rest } = changes;
  return {
    identifier,
    collection: 'VHR',
    type: 'generic',
    beginTime: new Date('2018-06-30T10:00:00Z'),
    endTime: new Date('2018-06-30T10:00:07Z'),
    footprint: {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [west, south],
            [west + 1, south],
            [west + 1, south + 1],
            [west, south + 1],
            [west, south],
          ],
        ],
      ],
    },
    attributes: {},
    prefix: `VHR/${identifier}`,
    coverages: [],
    browses: [],
    documents: [],
    ...rest,
  };
}
