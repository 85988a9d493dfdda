import { readFile } from 'node:fs/promises';
import { writeGsc } from '@pvs/core/formats/gsc-writer';
import type { Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';

/** The GSC report: the package's own byte for byte, else one written from its metadata and what was traced. */
export const writeReport = ({ config }: PreprocessContext): Step<PreprocessState> => ({
  name: 'write-gsc',
  weight: 0.1,
  run: async (state) => {
    const best = state.documents.find((document) => document.metadata !== undefined);
    if (best?.format === 'gsc' && !isOverridden(state)) return { report: await readFile(best.path) };
    const metadata = known(state, 'metadata');
    const footprint = metadata.footprint ?? known(state, 'traced');
    const text = writeGsc(
      { ...metadata, footprint },
      {
        responsibleOrgName: config.service.provider,
        dateTime: new Date(),
        fileNames: state.coverages.map(({ objectKey }) => objectKey.slice(state.prefix.length + 1)),
      },
    );
    return { report: Buffer.from(text) };
  },
});

const isOverridden = ({ request: { overrides } }: PreprocessState) =>
  Object.keys(overrides).length > 1 || Object.keys(overrides.attributes).length > 0;
