import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Job, Step } from '@pvs/core/queue/stage';
import type { ObjectStat } from '@pvs/core/storage/object-store';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { allowedPath } from '../source/allowed-path.ts';
import { download, packageTooLarge } from '../source/download.ts';
import { listPrefix } from '../source/list-prefix.ts';

/** Brings the package to this machine: an object, all objects below a prefix, or a path that is here already. */
export const fetch = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'fetch',
  weight: 2,
  run: async (state, job) => {
    const { store, config, sourceDirs } = context;
    const { path } = state.request;
    // An attempt that broke off left something.
    await rm(state.workDir, { recursive: true, force: true });
    await mkdir(state.workDir, { recursive: true });
    if (path.startsWith('/')) return { fetched: await allowedPath(path, sourceDirs) };
    const object = await store.stat(path);
    if (object) {
      const { packageBytes } = config.limits;
      if (object.sizeBytes > packageBytes) throw packageTooLarge(path, object.sizeBytes, packageBytes);
      const files = new Map([[basename(path), object]]);
      const directory = await downloadAll(context, state, files, job);
      return { fetched: join(directory, basename(path)) };
    }
    const files = await listPrefix(store, path, config.limits);
    return { fetched: await downloadAll(context, state, files, job) };
  },
});

/** Downloads objects to their paths below a new directory, which it returns. */
async function downloadAll(
  { store, config }: PreprocessContext,
  { workDir }: PreprocessState,
  files: ReadonlyMap<string, ObjectStat>,
  { signal, progress, reserve, transferred }: Job,
): Promise<string> {
  const directory = join(workDir, 'package');
  const total = [...files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await reserve(total);
  let before = 0;
  for (const [path, { key, sizeBytes }] of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await download(store, {
      key,
      target,
      maxBytes: config.limits.packageBytes,
      signal,
      progress: (bytes) => progress((before + bytes) / Math.max(1, total)),
    });
    before += sizeBytes;
    transferred('in', sizeBytes);
  }
  return directory;
}
