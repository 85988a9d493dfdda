import { productTypeOf } from '@pvs/core/catalogue/classify-product';
import type { ProductMetadata } from '@pvs/core/catalogue/product';
import type { StackConfig } from '@pvs/core/config/stack';
import { matchesAny } from '../rasters/select-files.ts';
import type { ReadDocument } from './read-documents.ts';

/** A product and the documents that describe it, the best first. */
export interface Description {
  readonly documents: readonly ReadDocument[];
  readonly metadata: ProductMetadata;
}

/** Metadata of a whole acquisition and of its parts state begins this far apart: one of Sentinel-2 takes 40 minutes. */
const SAME_ACQUISITION_MS = 3600_000;

/**
 * The product that a package's documents describe. Product types may name the files that are metadata of theirs: the
 * first type that the product in such a file turns out to be of decides, else the order given. What the best
 * document does not say is taken from the next. Undefined where no document could be read.
 * @param documents in the order of preference by format
 */
export function describeProduct(
  config: Pick<StackConfig, 'productTypes'>,
  documents: readonly ReadDocument[],
): Description | undefined {
  for (const type of config.productTypes) {
    const preferred = preferFiles(documents, type.metadataFiles ?? []);
    const metadata = preferred && mergeDocuments(preferred);
    if (metadata && productTypeOf(config.productTypes, metadata) === type) {
      return { documents: preferred, metadata };
    }
  }
  const metadata = mergeDocuments(documents);
  return metadata && { documents, metadata };
}

/** The documents with those first that the patterns fit, in the patterns' order; undefined where none fits. */
function preferFiles(documents: readonly ReadDocument[], patterns: readonly string[]) {
  const rank = ({ file, metadata }: ReadDocument) => {
    const at = metadata ? patterns.findIndex((pattern) => matchesAny(file, [pattern])) : -1;
    return at < 0 ? patterns.length : at;
  };
  const ordered = [...documents].sort((a, b) => rank(a) - rank(b));
  const [first] = ordered;
  return first && rank(first) < patterns.length ? ordered : undefined;
}

function mergeDocuments(documents: readonly ReadDocument[]): ProductMetadata | undefined {
  const best = documents.find(({ metadata }) => metadata !== undefined);
  if (!best?.metadata) return undefined;
  // A report is passed on as it is: nothing may be known here that it does not say.
  if (best.format === 'gsc') return best.metadata;
  return documents.reduce(
    (product, { format, metadata }) =>
      metadata && format !== best.format && isSameAcquisition(product, metadata)
        ? fill(product, metadata)
        : product,
    best.metadata,
  );
}

const isSameAcquisition = (a: ProductMetadata, b: ProductMetadata) =>
  Math.abs(Number(a.beginTime) - Number(b.beginTime)) <= SAME_ACQUISITION_MS;

function fill(product: ProductMetadata, other: ProductMetadata): ProductMetadata {
  const footprint = product.footprint ?? other.footprint;
  return {
    ...product,
    ...(footprint && { footprint }),
    attributes: { ...other.attributes, ...product.attributes },
  };
}
