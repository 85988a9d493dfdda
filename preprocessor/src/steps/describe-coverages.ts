import { coverageIdentifiers } from '../outputs/coverage-identifiers.ts';
import { coverageOf } from '../outputs/coverage-of.ts';
import { maskOf } from '../outputs/mask-of.ts';
import { coverageKey, keyName, objectKey } from '@pvs/core/storage/product-keys';
import type { Step } from '@pvs/core/queue/stage';
import { known, type PreprocessState } from '../preprocess-state.ts';

/** Says what the registrar needs to know of each COG and each picture. */
export const describeCoverages: Step<PreprocessState> = {
  name: 'describe-coverages',
  weight: 0.1,
  run: (state) => {
    const product = keyName(known(state, 'metadata').identifier);
    const identifiers = coverageIdentifiers(
      product,
      state.outputs.map(({ name }) => name),
    );
    const coverages = state.outputs.map((output, i) => {
      const identifier = identifiers[i] ?? product;
      return coverageOf(output, identifier, coverageKey(state.prefix, identifier, state.run));
    });
    const masks = state.maskOutputs.map((output) => {
      const identifier = `${product}_${output.name}`;
      return maskOf(output, identifier, objectKey(state.prefix, identifier, '_MASK.tif', state.run));
    });
    return Promise.resolve({ coverages, masks, ...quicklookOf(state, product) });
  },
};

const ENDINGS = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp' } as const;

function quicklookOf({ quicklook, prefix, run }: PreprocessState, product: string): Partial<PreprocessState> {
  if (!quicklook) return {};
  const { path: _, ...picture } = quicklook;
  const key = objectKey(prefix, product, `_quicklook.${ENDINGS[picture.mediaType]}`, run);
  return { quicklookObject: { ...picture, objectKey: key } };
}
