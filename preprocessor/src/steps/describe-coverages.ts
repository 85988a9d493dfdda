import { coverageIdentifiers } from '../outputs/coverage-identifiers.ts';
import { coverageOf } from '../outputs/coverage-of.ts';
import { coverageKey, keyName } from '@pvs/core/storage/product-keys';
import type { Step } from '@pvs/core/queue/stage';
import { known, type PreprocessState } from '../preprocess-state.ts';

/** Says what the registrar needs to know of each COG. */
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
    return Promise.resolve({ coverages });
  },
};
