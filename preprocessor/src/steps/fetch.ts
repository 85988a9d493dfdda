import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalidInput, limitExceeded, notFound } from '@pvs/core/errors';
import type { Job, Step } from '@pvs/core/queue/stage';
import type { ObjectStat } from '@pvs/core/storage/object-store';
import { earlierOutputs } from '../outputs/earlier-outputs.ts';
import type { PreprocessContext } from '../preprocess-context.ts';
import type { PreprocessState } from '../preprocess-state.ts';

/** Brings the package into the work directory: an object, all objects below a prefix, or a path on this machine. */
export const fetch = (context: PreprocessContext): Step<PreprocessState> => ({
  name: 'fetch',
  weight: 2,
  run: async (state, job) => {
    await rm(state.workDir, { recursive: true, force: true });
    await mkdir(state.workDir, { recursive: true });
    const { path } = state.request;
    const earlierKeys = await earlierOutputs(context.store, state.prefix);
    if (path.startsWith('/')) return { earlierKeys, fetched: await allowedPath(path, context.sourceDirs) };
    const object = await context.store.stat(path);
    if (object) return { earlierKeys, fetched: await fetchObject(context, state, object, job) };
    return { earlierKeys, ...(await fetchPrefix(context, state, new Set(earlierKeys), job)) };
  },
});

/** The real path, so that a link below a source directory leads nowhere else. */
async function allowedPath(path: string, sourceDirs: readonly string[]): Promise<string> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw notFound(`there is no ${path} on this machine`, { code: 'PackageMissing', cause });
  });
  for (const directory of sourceDirs) {
    const root = await realpath(directory).catch(() => undefined);
    if (root !== undefined && real.startsWith(root.endsWith(sep) ? root : root + sep)) return real;
  }
  const allowed = sourceDirs.length > 0 ? sourceDirs.join(', ') : 'none (PVS_SOURCE_DIRS is empty)';
  throw invalidInput(
    `${path} is not below a directory that packages may be read from: allowed are ${allowed}`,
    {
      code: 'SourceNotAllowed',
      detail: { given: path },
    },
  );
}

async function fetchObject(
  { store, config }: PreprocessContext,
  { workDir }: PreprocessState,
  { key, sizeBytes }: ObjectStat,
  job: Job,
): Promise<string> {
  const limit = config.limits.packageBytes;
  if (sizeBytes > limit) throw tooLarge(key, sizeBytes, limit);
  const target = join(workDir, 'package', basename(key));
  await mkdir(join(workDir, 'package'));
  const counted = countBytes(key, limit, (bytes) => job.progress(bytes / Math.max(1, sizeBytes)));
  await pipeline(await store.read(key), counted, createWriteStream(target), { signal: job.signal });
  return target;
}

async function fetchPrefix(
  { store, config }: PreprocessContext,
  state: PreprocessState,
  ownKeys: ReadonlySet<string>,
  job: Job,
): Promise<Partial<PreprocessState>> {
  const { packageBytes, packageEntries } = config.limits;
  const root = `${state.request.path}/`;
  const objects: ObjectStat[] = [];
  let total = 0;
  for await (const object of store.list(root)) {
    if (ownKeys.has(object.key) || object.key.endsWith('/')) continue;
    objects.push(object);
    total += object.sizeBytes;
    if (objects.length > packageEntries) throw tooMany(root, packageEntries);
    if (total > packageBytes) throw tooLarge(root, total, packageBytes);
  }
  if (objects.length === 0) {
    throw notFound(`there is no object '${state.request.path}' and none below '${root}' in ${store.url}`, {
      code: 'PackageMissing',
      detail: { path: state.request.path },
    });
  }
  const fetched = join(state.workDir, 'package');
  let before = 0;
  for (const { key, sizeBytes } of objects) {
    const target = join(fetched, relativePath(key, root));
    await mkdir(dirname(target), { recursive: true });
    const counted = countBytes(key, packageBytes, (bytes) =>
      job.progress((before + bytes) / Math.max(1, total)),
    );
    await pipeline(await store.read(key), counted, createWriteStream(target), { signal: job.signal });
    before += sizeBytes;
  }
  return { fetched, sourceKeys: new Set(objects.map(({ key }) => key)) };
}

/** Object stores take any key; a directory does not. */
function relativePath(key: string, root: string): string {
  const path = key.slice(root.length);
  if (/[\\\p{Cc}]/u.test(path) || path.split('/').some((part) => ['', '.', '..'].includes(part))) {
    throw invalidInput(`object '${key}' cannot be a file: expected a path without empty, . and .. parts`, {
      code: 'InvalidKey',
      detail: { key },
    });
  }
  return path;
}

function countBytes(key: string, limit: number, report: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      report(bytes);
      if (bytes > limit) done(tooLarge(key, bytes, limit));
      else done(null, chunk);
    },
  });
}

const tooLarge = (key: string, given: number, allowed: number) =>
  limitExceeded(`package '${key}' has ${given} bytes: allowed are ${allowed} (limits.packageBytes)`, {
    code: 'PackageTooLarge',
    detail: { given, allowed },
  });

const tooMany = (root: string, allowed: number) =>
  limitExceeded(`package '${root}' has more than ${allowed} objects (limits.packageEntries)`, {
    code: 'PackageTooLarge',
    detail: { allowed },
  });
