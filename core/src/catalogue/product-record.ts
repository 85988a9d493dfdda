import { drawnBoxesOf } from './drawn-boxes.ts';
import { eoColumnNames } from './eo-columns.ts';
import { picturesOf } from './pictures-of.ts';
import type { Coverage, Mask, Product } from './product.ts';

/** A product as the rows that hold it, one JSON value for one statement. Names are those of columns. */
export type ProductRecord = ReturnType<typeof productRecord>;

export function productRecord(product: Product) {
  return {
    product: {
      identifier: product.identifier,
      collection: product.collection,
      type: product.type,
      begin_time: product.beginTime,
      end_time: product.endTime,
      prefix: product.prefix,
      package_location: product.packageLocation ?? null,
      drawn_boxes: drawnBoxesOf(product),
      pictures: picturesOf(product),
      outputs: product.outputs ?? [],
      quicklook: product.quicklook ?? null,
      ...Object.fromEntries(eoColumnNames.map((name) => [snakeCase(name), product.attributes[name] ?? null])),
    },
    footprint: product.footprint,
    coverages: product.coverages.map(coverageRow),
    masks: (product.masks ?? []).map(maskRow),
    browses: product.browses.map(({ type, coverageIdentifier, channels }) => ({
      type,
      coverage_identifier: coverageIdentifier ?? null,
      channels: channels ?? null,
    })),
    documents: product.documents.map(({ format, objectKey }) => ({ format, object_key: objectKey })),
  };
}

/** Every object a product names. */
export function objectKeysOf(product: Product): string[] {
  const parts = [...product.coverages, ...(product.masks ?? []), ...product.documents];
  const quicklook = product.quicklook ? [product.quicklook] : [];
  return [
    ...new Set([...[...parts, ...quicklook].map(({ objectKey }) => objectKey), ...(product.outputs ?? [])]),
  ];
}

const coverageRow = (coverage: Coverage) => ({
  ...rasterColumns(coverage),
  data_type: coverage.dataType,
  bands: coverage.bands,
  has_mask: coverage.hasMask,
});

const maskRow = (mask: Mask) => ({
  ...rasterColumns(mask),
  type: mask.type,
  marks: mask.marks,
  share: mask.share ?? null,
});

function rasterColumns({ identifier, objectKey, sizeBytes, grid }: Coverage | Mask) {
  return {
    identifier,
    object_key: objectKey,
    size_bytes: sizeBytes,
    crs: grid.crs,
    proj4: grid.proj4,
    transform: grid.transform,
    width_px: grid.widthPx,
    height_px: grid.heightPx,
  };
}

/** @example `resolutionM` → `resolution_m` */
export const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
