import { rm } from 'node:fs/promises';
import { archiveMessage, type ArchiveOrder } from '@pvs/core/archive/archive-order';
import type { Stage } from '@pvs/core/queue/stage';
import { stageKeys } from '@pvs/core/queue/stage-keys';
import { newRun, prefixOf } from '@pvs/core/storage/product-keys';
import type { PreprocessContext } from './preprocess-context.ts';
import type { PreprocessState } from './preprocess-state.ts';
import { parseRequest, requestId } from './request/parse-request.ts';
import { preprocessSteps } from './steps/index.ts';
import { newWorkDirectory } from './work-directory.ts';

/**
 * The preprocessor: a package path becomes COGs, a GSC report and a list of coverages and masks
 * (`{product}.coverages.json`, a `Sidecar`) below the package's prefix, which goes to `register_queue`.
 */
export const preprocessStage = (context: PreprocessContext): Stage<PreprocessState> => ({
  keys: stageKeys.preprocess,
  idOf: requestId,
  begin: (raw, queue) => {
    const request = parseRequest(raw, queue);
    return {
      request,
      message: { queue, message: raw },
      prefix: prefixOf(request.path),
      workDir: newWorkDirectory(context.workRoot),
      run: newRun(),
      files: new Map(),
      documents: [],
      sources: [],
      placed: [],
      begun: [],
      plannedMasks: [],
      outputs: [],
      maskOutputs: [],
      coverages: [],
      masks: [],
    };
  },
  steps: preprocessSteps(context),
  next: (state) => [
    ...stageKeys.register.queues.map((queue) => ({ queue, message: state.prefix })),
    ...(context.config.archive ? [archiveMessage(afterwards(state))] : []),
  ],
  cleanUp: ({ workDir }) => rm(workDir, { recursive: true, force: true }),
});

/** What the archive is to do about a package that was preprocessed: keep the original, or let go of the copy it gave. */
function afterwards({ request: { path, retrieved }, message }: PreprocessState): ArchiveOrder {
  if (retrieved) return { kind: 'release', path, retrieval: retrieved.retrieval };
  return { kind: 'keep', path, origin: message };
}
