import type { ProductMetadata } from '@pvs/core/catalogue/product';
import type { Step } from '@pvs/core/queue/stage';
import { metadataMissing } from '../metadata/metadata-missing.ts';
import { readDocuments, type ReadDocument } from '../metadata/read-documents.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import type { MetadataOverrides } from '../request/package-request.ts';

/** Reads every metadata document of the package and takes the product from the best, or from the message. */
export const findMetadata: Step<PreprocessState> = {
  name: 'find-metadata',
  run: async (state) => {
    const found = await readDocuments(state.files);
    const documents = withoutOwnReport(found, state);
    const best = documents.find(({ metadata }) => metadata !== undefined)?.metadata;
    const { overrides } = state.request;
    const metadata = best ? override(best, overrides) : fromMessage(overrides);
    if (metadata) return { documents, metadata };
    throw (
      documents.find(({ format }) => format !== undefined)?.problem ??
      metadataMissing(state.files.keys(), documents)
    );
  },
};

/** In a directory product, the report of an earlier run lies among the sources: it does not hide their metadata. */
function withoutOwnReport(
  documents: readonly ReadDocument[],
  { earlierKeys }: PreprocessState,
): readonly ReadDocument[] {
  const reports = new Set(
    earlierKeys.map((key) => key.replace(/^.*\//, '').replace(/\.coverages\.json$/, '.xml')),
  );
  const others = documents.filter(({ file }) => !reports.has(file));
  return others.some(({ metadata }) => metadata) ? others : documents;
}

function override(metadata: ProductMetadata, given: MetadataOverrides): ProductMetadata {
  const { attributes, ...rest } = given;
  return { ...metadata, ...rest, attributes: { ...metadata.attributes, ...attributes } };
}

/** A raster without metadata is a product where the message says all that one needs. */
function fromMessage({ identifier, beginTime, endTime, footprint, attributes }: MetadataOverrides) {
  if (identifier === undefined || !(beginTime ?? endTime)) return undefined;
  const begin = beginTime ?? endTime ?? new Date(NaN);
  return {
    identifier,
    beginTime: begin,
    endTime: endTime ?? begin,
    ...(footprint && { footprint }),
    attributes,
  };
}
