import type { Footprint } from '../geometry/footprint.ts';
import { timeAttributes } from './eo-columns.ts';
import type { EoAttributes, Product, StoredProduct } from './product.ts';

/**
 * A product as one JSON text, which is what reading takes (table `product_record`): its columns and rows hold the same
 * for searching. Footprint and revision are known to the database alone, which appends them.
 */
export function storedRecord(product: Product): string {
  const { identifier, collection, type, beginTime, endTime, prefix, packageLocation, attributes } = product;
  const { coverages, browses, documents, masks = [], quicklook, outputs = [] } = product;
  const by = (key: 'identifier' | 'type' | 'objectKey') => (a: object, b: object) =>
    (a as Record<string, string>)[key]! < (b as Record<string, string>)[key]! ? -1 : 1;
  return JSON.stringify({
    ...{ identifier, collection, type, beginTime, endTime, prefix, packageLocation, attributes },
    coverages: coverages.toSorted(by('identifier')).map((coverage) => ({ ...coverage, revision: undefined })),
    masks: masks.toSorted(by('type')),
    browses: browses.toSorted(by('type')),
    documents: documents.toSorted(by('objectKey')),
    ...{ quicklook, outputs },
  });
}

/** What the database has of a product: {@link storedRecord} with what it appended. */
type StoredJson = Omit<Product, 'beginTime' | 'endTime' | 'attributes'> & {
  readonly beginTime: string;
  readonly endTime: string;
  readonly attributes: Record<string, string | number>;
  readonly footprint: Footprint;
  readonly revision: number;
};

/** The product of a stored record. */
export const productOfRecord = (text: string): StoredProduct => productOf(JSON.parse(text) as StoredJson);

/** The products of records that commas divide. */
export const productsOfRecords = (text: string): readonly StoredProduct[] =>
  (JSON.parse(`[${text}]`) as StoredJson[]).map(productOf);

function productOf(record: StoredJson): StoredProduct {
  const { revision } = record;
  // What was just parsed is nobody else's: a page of products is read faster without copying them.
  return Object.assign(record, {
    beginTime: new Date(record.beginTime),
    endTime: new Date(record.endTime),
    attributes: readTimes(record.attributes),
    coverages: record.coverages.map((coverage) => Object.assign(coverage, { revision })),
  });
}

function readTimes(attributes: Record<string, string | number | Date>): EoAttributes {
  for (const name of timeAttributes) {
    if (attributes[name] !== undefined) attributes[name] = new Date(attributes[name]);
  }
  return attributes;
}
