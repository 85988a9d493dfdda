import { createReadStream } from 'node:fs';
import type { Sidecar } from '@pvs/core/catalogue/sidecar';
import type { Job, Step } from '@pvs/core/queue/stage';
import { coveragesKey, keyName, reportKey } from '@pvs/core/storage/product-keys';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';

/**
 * Puts the outputs below the prefix, each visible only when whole, then removes those of an earlier run that this
 * one did not write. Sources are neither written over nor removed.
 */
export const upload = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'upload',
  weight: 2,
  run: async (state, job) => {
    const { store } = context;
    const product = keyName(known(state, 'metadata').identifier);
    const list = coveragesKey(state.prefix, product);
    // First, so that whatever else this run leaves is known as its own to the next.
    const sidecar: Sidecar = { coverages: state.coverages, masks: [] };
    await store.write(list, Buffer.from(JSON.stringify(sidecar)), { contentType: 'application/json' });
    await uploadCogs(context, state, job);
    const report = reportKey(state.prefix, product);
    if (!(await isUnchangedSource(context, state, report))) {
      await store.write(report, known(state, 'report'), { contentType: 'application/xml' });
    }
    const written = new Set([list, report, ...state.coverages.map(({ objectKey }) => objectKey)]);
    const stale = withReports(state.earlierKeys).filter(
      (key) => !written.has(key) && !state.sourceKeys.has(key),
    );
    for (const key of stale) await store.remove(key);
    return {};
  },
});

async function uploadCogs({ store }: PreprocessContext, state: PreprocessState, job: Job): Promise<void> {
  const total = state.outputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  for (const [i, { path, sizeBytes }] of state.outputs.entries()) {
    const coverage = state.coverages[i];
    if (!coverage) throw new Error(`no coverage describes output ${i}`);
    job.signal.throwIfAborted();
    await store.write(coverage.objectKey, createReadStream(path), { contentType: 'image/tiff' });
    done += sizeBytes;
    job.transferred('out', sizeBytes);
    job.progress(done / total);
  }
}

/** A directory product's own report may already be where it belongs. */
async function isUnchangedSource(
  { store }: PreprocessContext,
  state: PreprocessState,
  key: string,
): Promise<boolean> {
  if (!state.sourceKeys.has(key)) return false;
  const there = await store.stat(key);
  return (
    there !== undefined && (await store.readRange(key, 0, there.sizeBytes)).equals(known(state, 'report'))
  );
}

const withReports = (earlierKeys: readonly string[]) =>
  earlierKeys.flatMap((key) =>
    key.endsWith('.coverages.json') ? [key, key.replace(/\.coverages\.json$/, '.xml')] : [key],
  );
