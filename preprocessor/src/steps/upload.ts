import { createReadStream } from 'node:fs';
import type { Sidecar } from '@pvs/core/catalogue/sidecar';
import type { Job, Step } from '@pvs/core/queue/stage';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { coveragesKey, isCoveragesKey, keyName, reportKey } from '@pvs/core/storage/product-keys';
import { closeLease, openLease } from '../outputs/run-lease.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import { known, type PreprocessState } from '../preprocess-state.ts';

/**
 * Puts the outputs below the prefix under keys of this run alone, then writes the list that makes them the
 * product's. What earlier runs wrote stays where it is, since the catalogue still names it: the registrar removes it
 * once the catalogue names this run's. Sources are not touched.
 */
export const upload = ({ store }: PreprocessContext): Step<PreprocessState> => ({
  name: 'upload',
  weight: 2,
  run: async (state, job) => {
    const { run, prefix, coverages } = state;
    const product = keyName(known(state, 'metadata').identifier);
    const report = reportKey(prefix, product, run);
    await openLease(store, run, prefix);
    await uploadCogs(store, state, job);
    await store.write(report, known(state, 'report'), { contentType: 'application/xml' });
    const list = coveragesKey(prefix, product);
    const sidecar: Sidecar = { run, report, coverages, masks: [] };
    await store.write(list, Buffer.from(JSON.stringify(sidecar)), { contentType: 'application/json' });
    await removeOtherLists(store, prefix, list);
    await closeLease(store, run);
    return {};
  },
});

async function uploadCogs(store: ObjectStore, state: PreprocessState, job: Job): Promise<void> {
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

/** A package that holds another product than it did before: a prefix is one product. */
async function removeOtherLists(store: ObjectStore, prefix: string, list: string): Promise<void> {
  for await (const { key } of store.list(`${prefix}/`)) {
    const isDirect = !key.slice(prefix.length + 1).includes('/');
    if (isDirect && isCoveragesKey(key) && key !== list) await store.remove(key);
  }
}
