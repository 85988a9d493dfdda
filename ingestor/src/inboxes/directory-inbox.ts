import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, mkdir, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DirectoryInboxConfig } from '@pvs/core/config/inboxes';
import { messageOf, sourceUnavailable } from '@pvs/core/errors';
import { measureStream } from '@pvs/core/storage/measure-stream';
import type { Arrival, OpenInbox } from './inbox.ts';
import { isPackage } from './is-package.ts';

/** Where files go that were queued. */
const TAKEN = '.taken';

/**
 * A directory that files are dropped into: one is whole when it has not changed for a while, and is copied to the
 * object storage, below a name of its version.
 */
export const directoryInbox: OpenInbox<DirectoryInboxConfig> = (config, { store, stack }) => {
  const { path: root, id, after } = config;
  const settle = async ({ name }: Arrival) => {
    const file = join(root, name);
    if (after === 'delete') return rm(file, { force: true });
    const taken = join(root, TAKEN, name);
    await mkdir(dirname(taken), { recursive: true });
    await rename(file, taken);
  };
  return {
    config,
    list: () => filesOf(config),
    async land({ name, version, sizeBytes }, signal) {
      const key = `${stack.ingest.uploads.directory}/${id}/${shortHash(version)}/${name}`;
      const file = join(root, name);
      const measure = measureStream(stack.limits.packageBytes);
      await Promise.all([
        pipeline(createReadStream(file), measure, { signal }),
        store.write(key, measure, { sizeBytes, signal }),
      ]);
      if (versionOf(name, await lstat(file)) !== version) throw changed(file);
      return { path: key, checksum: `sha256:${measure.result().sha256}` };
    },
    ...(after !== 'keep' && { settle }),
  };
};

async function* filesOf({ path: root, match, settleS }: DirectoryInboxConfig): AsyncGenerator<Arrival> {
  const pending = [root];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for await (const entry of await openDirectory(directory)) {
      const file = join(directory, entry.name);
      const name = relative(root, file).split(sep).join('/');
      if (entry.isDirectory() && !entry.name.startsWith('.')) pending.push(file);
      // Links would lead out of the inbox.
      if (!entry.isFile() || !isPackage(name, match)) continue;
      const found = await lstat(file).catch(() => undefined);
      if (found && Date.now() - Math.max(found.mtimeMs, found.ctimeMs) >= settleS * 1000)
        yield { name, version: versionOf(name, found), sizeBytes: found.size };
    }
  }
}

async function openDirectory(directory: string) {
  try {
    return await opendir(directory);
  } catch (cause) {
    throw sourceUnavailable(`cannot read the inbox ${directory}: ${messageOf(cause)}`, { cause });
  }
}

/** A file that is replaced by one of the same name and size has another inode or time. */
const versionOf = (name: string, { size, mtimeMs, ino }: Stats) => `${name} ${size} ${mtimeMs} ${ino}`;

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

const changed = (file: string) =>
  sourceUnavailable(`${file} changed while it was read: it is taken when it is whole`, {
    code: 'FileChanged',
  });
