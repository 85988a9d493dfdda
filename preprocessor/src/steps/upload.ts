import type { Sidecar } from '@pvs/core/catalogue/sidecar';
import type { Step } from '@pvs/core/queue/stage';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { coveragesKey, isCoveragesKey, keyName, reportKey } from '@pvs/core/storage/product-keys';
import { objectsOf } from '../outputs/objects-of.ts';
import { closeLease, openLease } from '../outputs/run-lease.ts';
import { writeObjects } from '../outputs/write-objects.ts';
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
    const { run, prefix, coverages, masks, quicklookObject: quicklook, traced: footprint } = state;
    const product = keyName(known(state, 'metadata').identifier);
    const report = reportKey(prefix, product, run);
    await openLease(store, run, prefix);
    await writeObjects(store, objectsOf(state), job);
    await store.write(report, known(state, 'report'), { contentType: 'application/xml' });
    const list = coveragesKey(prefix, product);
    const sidecar: Sidecar = {
      ...{ run, report, coverages, masks },
      ...(quicklook && { quicklook }),
      ...(footprint && { footprint }),
    };
    await store.write(list, Buffer.from(JSON.stringify(sidecar)), { contentType: 'application/json' });
    await removeOtherLists(store, prefix, list);
    await closeLease(store, run);
    return {};
  },
});

/**
 * A package that holds another product than it did before: what lies below a prefix is one product for those who look
 * there. The other one stays in the catalogue with its objects, since nobody said that it should go.
 */
async function removeOtherLists(store: ObjectStore, prefix: string, list: string): Promise<void> {
  for await (const { key } of store.list(`${prefix}/`)) {
    const isDirect = !key.slice(prefix.length + 1).includes('/');
    if (isDirect && isCoveragesKey(key) && key !== list) await store.remove(key);
  }
}
