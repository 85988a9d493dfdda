import { randomUUID } from 'node:crypto';
import { createWriteStream, type Dirent } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { isPvsError, messageOf, notFound, type PvsError, sourceUnavailable } from '../errors.ts';
import { makeDirectory } from './make-directory.ts';
import { checkKey } from './object-key.ts';
import { objectChanged, objectTooLarge } from './object-problems.ts';
import type { ObjectStat, ObjectStore } from './object-store.ts';

const CHUNK = 256 * 1024;

/** Unfinished objects live here, on the same file system, so that a rename makes them visible whole. */
const TEMPORARY = '.incoming';

/** Kernels date files by a clock that ticks every 1 to 10 ms. */
const DATE_GRAIN_MS = 20;

/** A directory as object storage: the bundled stack's, and every stack's where a file server is at hand. */
export function directoryStore(root: string): ObjectStore {
  const place: Place = {
    root,
    pathOf: (key) => join(root, checkKey(key)),
    failure: (key, cause) => describeFailure(root, key, cause),
  };
  return {
    url: pathToFileURL(root).href,
    dateGrainMs: DATE_GRAIN_MS,
    ...readingOf(place),
    ...writingOf(place),
  };
}

/** Where a store's objects are. */
interface Place {
  readonly root: string;
  pathOf(key: string): string;
  failure(key: string, cause: unknown): PvsError;
}

type Reading = 'stat' | 'readWhole' | 'read' | 'readRange';

function readingOf({ root, pathOf, failure }: Place): Pick<ObjectStore, Reading> {
  return {
    stat: (key) => statOf(root, key),
    async readWhole(key, maxBytes) {
      try {
        await using file = await open(pathOf(key));
        const { size, mtime } = await file.stat();
        if (size > maxBytes) throw objectTooLarge(key, size, maxBytes);
        return { body: await file.readFile(), modified: mtime };
      } catch (cause) {
        if (isMissing(cause)) return undefined;
        throw failure(key, cause);
      }
    },
    async read(key, { offset = 0, etag, signal } = {}) {
      try {
        const file = await open(pathOf(key));
        const found = await file.stat({ bigint: true });
        if (found.isFile() && (etag === undefined || etag === etagOf(found))) {
          return file.createReadStream({ start: offset, highWaterMark: CHUNK, signal });
        }
        await file.close();
        throw found.isFile() ? objectChanged(key, pathToFileURL(root).href) : missing(root, key);
      } catch (cause) {
        throw failure(key, cause);
      }
    },
    async readRange(key, offset, length, signal) {
      signal?.throwIfAborted();
      try {
        await using file = await open(pathOf(key));
        // Callers ask for more than there may be: memory is only taken for what there is.
        const rest = Math.max(0, (await file.stat()).size - offset);
        const wanted = Buffer.allocUnsafeSlow(Math.min(length, rest));
        const { buffer, bytesRead } = await file.read(wanted, 0, wanted.length, offset);
        return buffer.subarray(0, bytesRead);
      } catch (cause) {
        throw failure(key, cause);
      }
    },
  };
}

function writingOf({
  root,
  pathOf,
  failure,
}: Place): Pick<ObjectStore, 'write' | 'list' | 'remove' | 'sweep'> {
  return {
    async write(key, body, { signal } = {}) {
      const temporary = join(root, TEMPORARY, randomUUID());
      const target = pathOf(key);
      try {
        await makeDirectory(dirname(temporary)).catch((cause: unknown) => {
          throw unavailable(root, key, cause);
        });
        await makeDirectory(dirname(target));
        const file = createWriteStream(temporary, { flush: true });
        await pipeline(Buffer.isBuffer(body) ? Readable.from([body]) : body, file, { signal });
        await rename(temporary, target);
      } catch (cause) {
        // What is left is swept one day; why it was not written is to be told now.
        await rm(temporary, { force: true }).catch(() => undefined);
        signal?.throwIfAborted();
        throw failure(key, cause);
      }
    },
    async *list(prefix, after = '') {
      const slash = prefix.lastIndexOf('/');
      yield* walk(root, prefix.slice(0, slash + 1), { prefix, after });
    },
    async remove(key) {
      await rm(pathOf(key), { force: true });
    },
    sweep: (before) => sweepTemporary(join(root, TEMPORARY), before),
  };
}

async function sweepTemporary(directory: string, before: Date): Promise<string[]> {
  const removed: string[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    const path = join(directory, name);
    // Its writer may have finished meanwhile.
    const found = await stat(path).catch(() => undefined);
    if (!found || found.mtime >= before) continue;
    await rm(path, { force: true });
    removed.push(name);
  }
  return removed;
}

interface Listed {
  readonly prefix: string;
  readonly after: string;
}

async function* walk(root: string, directory: string, listed: Listed): AsyncGenerator<ObjectStat> {
  const { prefix, after } = listed;
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, checkKey(directory)), { withFileTypes: true });
  } catch (cause) {
    if (isMissing(cause)) return;
    throw describeFailure(root, directory, cause);
  }
  // Key order: a directory sorts as its name with the slash that its keys continue with.
  const named = entries.map((entry) => ({
    entry,
    key: directory + entry.name + (entry.isDirectory() ? '/' : ''),
  }));
  named.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { entry, key } of named) {
    if (key === `${TEMPORARY}/` || (key <= after && !after.startsWith(key))) continue;
    if (entry.isDirectory() && (key.startsWith(prefix) || prefix.startsWith(key)))
      yield* walk(root, key, listed);
    if (!entry.isFile() || !key.startsWith(prefix) || key === after) continue;
    const found = await statOf(root, key);
    if (found) yield found;
  }
}

/** Undefined where there is no such file, or no longer. */
async function statOf(root: string, key: string): Promise<ObjectStat | undefined> {
  try {
    const found = await stat(join(root, checkKey(key)), { bigint: true });
    if (!found.isFile()) return undefined;
    return { key, sizeBytes: Number(found.size), etag: etagOf(found), modified: found.mtime };
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw describeFailure(root, key, cause);
  }
}

const etagOf = (found: { ino: bigint; size: bigint; mtimeNs: bigint }) =>
  `${found.size.toString(36)}-${found.mtimeNs.toString(36)}-${found.ino.toString(36)}`;

const codeOf = (cause: unknown) => (cause as NodeJS.ErrnoException | undefined)?.code;
/** A name longer than the file system takes is not there either. */
const isMissing = (cause: unknown) => ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(cause) ?? '');

function describeFailure(root: string, key: string, cause: unknown): PvsError {
  if (isPvsError(cause)) return cause;
  if (isMissing(cause) || codeOf(cause) === 'EISDIR') return missing(root, key, cause);
  return unavailable(root, key, cause);
}

const unavailable = (root: string, key: string, cause: unknown) =>
  sourceUnavailable(`storage ${root} failed for '${key}': ${messageOf(cause)}`, { cause, detail: { key } });

const missing = (root: string, key: string, cause?: unknown) =>
  notFound(`there is no object '${key}' in ${root}`, { code: 'ObjectMissing', cause, detail: { key } });
