import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isPvsError, notFound } from '@pvs/core/errors';
import type { Job, Step } from '@pvs/core/queue/stage';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';
import { download } from '../source/download.ts';
import { sourceOf } from '../source/index.ts';
import { packageTooLarge } from '../source/package-too-large.ts';
import type { Found, RemoteFile } from '../source/source.ts';
import { findInStore } from '../source/storage-source.ts';
import { requireSpace } from '../work-directory-problem.ts';

/** Brings the package to this machine: a file, all files of an unpacked product, or a path that is here already. */
export const fetch = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'fetch',
  weight: 2,
  run: async (state, job) => {
    const { path, retrieved } = state.request;
    // An attempt that broke off left something.
    await rm(state.workDir, { recursive: true, force: true });
    await mkdir(state.workDir, { recursive: true });
    const found = await (retrieved
      ? findRetrieved(retrieved.at, context)
      : sourceOf(path).find(path, context, job.signal));
    if ('local' in found) return { fetched: found.local };
    const directory = join(state.workDir, 'package');
    const files = 'files' in found ? found.files : new Map([[found.fileName, found.file]]);
    await downloadAll(context, files, directory, job);
    return { fetched: 'files' in found ? directory : join(directory, found.fileName) };
  },
});

/** A package that the archive gave back, where that is not given up meanwhile. */
async function findRetrieved(at: string, context: PreprocessContext): Promise<Found> {
  return findInStore(context.store, at, context).catch((cause: unknown) => {
    if (!isPvsError(cause, 'NotFound')) throw cause;
    throw notFound(`what was retrieved from the archive to '${at}' was released: retrieve it again`, {
      code: 'RetrievalGone',
      cause,
    });
  });
}

/** Downloads files to their paths below a directory, in turn. */
async function downloadAll(
  { config, workRoot }: PreprocessContext,
  files: ReadonlyMap<string, RemoteFile>,
  directory: string,
  { signal, progress, reserve, transferred }: Job,
): Promise<void> {
  const total = [...files.values()].reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  const admit = async (sizeBytes: number) => {
    await reserve(sizeBytes);
    await requireSpace(workRoot, sizeBytes);
  };
  if (total > 0) await admit(total);
  let before = 0;
  const made = new Set<string>();
  for (const [path, file] of files) {
    const target = join(directory, path);
    if (!made.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
    made.add(dirname(target));
    const left = config.limits.packageBytes - before;
    if (left <= 0) throw packageTooLarge(directory, before, config.limits.packageBytes);
    const bytes = await download(file, {
      ...{ target, signal, maxBytes: left },
      ...(file.sizeBytes === undefined && { admit }),
      progress: (done, size = done) => progress((before + done) / Math.max(1, total, before + size)),
    });
    before += bytes;
    transferred('in', bytes);
  }
}
