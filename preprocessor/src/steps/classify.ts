import { classifyProduct } from '@pvs/core/catalogue/classify-product';
import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';

/** Finds the product type, which says which files are data and in which CRS they are kept. */
export const classify = ({ config }: PreprocessContext): Step<PreprocessState> => ({
  name: 'classify',
  weight: 0.1,
  run: (state) => Promise.resolve({ classification: classifyProduct(config, known(state, 'metadata')) }),
});
