import type { ProductMetadata } from '@pvs/core/catalogue/product';
import type { Step } from '@pvs/core/queue/stage';
import { describeProduct } from '../metadata/describe-product.ts';
import { metadataMissing } from '../metadata/metadata-missing.ts';
import { readDocuments } from '../metadata/read-documents.ts';
import { readTaggedRaster } from '../metadata/read-tagged-raster.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import type { MetadataOverrides } from '../request/package-request.ts';

/**
 * Reads every metadata document of the package and takes the product from the best, else from the message, else from
 * the tags of its rasters.
 */
export const findMetadata = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'find-metadata',
  run: async (state, job) => {
    const { productTypes } = context.config;
    const patterns = productTypes.flatMap(({ metadataFiles = [] }) => metadataFiles);
    const documents = await readDocuments(state.files, patterns);
    const described = describeProduct(context.config, documents);
    const { overrides } = state.request;
    if (described) return { ...described, metadata: override(described.metadata, overrides) };
    const given = fromMessage(overrides);
    if (given) return { documents, metadata: given };
    const problem = documents.find(({ format }) => format !== undefined)?.problem;
    const tagged = problem ? undefined : await readTaggedRaster(context, state, job);
    if (tagged) return { documents, metadata: override(tagged, overrides) };
    throw problem ?? metadataMissing(state.files.keys(), documents);
  },
});

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
