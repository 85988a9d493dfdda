import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type SftpClient from 'ssh2-sftp-client';
import type { SftpInboxConfig } from '@pvs/core/config/inboxes';
import { sourceUnavailable } from '@pvs/core/errors';
import { measureStream } from '@pvs/core/storage/measure-stream';
import type { Arrival, OpenInbox } from './inbox.ts';
import { isPackage } from './is-package.ts';
import { sftpConnection } from './sftp-connection.ts';

/** Where files go that were queued. */
const TAKEN = '.taken';

/**
 * A directory of a server that is reached by SFTP: a file is whole when several looks have found it the same for a
 * while by the clock of this side, and is copied to the object storage, below a name of its version.
 */
export const sftpInbox: OpenInbox<SftpInboxConfig> = (config, { store, stack, variables }) => {
  const { path: root, id, after, settleS } = config;
  const connection = sftpConnection(config, variables);
  let since = new Map<string, number>();
  const settle = ({ name }: Arrival) =>
    connection.use(async (client) => {
      const file = posix.join(root, name);
      if (after === 'delete') return void (await client.delete(file, true));
      const taken = posix.join(root, TAKEN, name);
      await makeDirectory(client, posix.dirname(taken));
      // Servers do not rename onto what is there.
      await client.delete(taken, true);
      await client.rename(file, taken);
    });
  return {
    config,
    async *list() {
      const found = await connection.use((client) => filesOf(client, config));
      since = new Map(found.map(({ version }) => [version, since.get(version) ?? performance.now()]));
      for (const arrival of found)
        if (performance.now() - (since.get(arrival.version) ?? Infinity) >= settleS * 1000) yield arrival;
    },
    async land({ name, version, sizeBytes }, signal) {
      const key = `${stack.ingest.uploads.directory}/${id}/${shortHash(version)}/${name}`;
      const file = posix.join(root, name);
      const measure = measureStream(stack.limits.packageBytes);
      await connection.use(async (client) => {
        await Promise.all([
          pipeline(client.createReadStream(file), measure, { signal }),
          store.write(key, measure, { sizeBytes, signal }),
        ]);
        const { size, modifyTime } = await client.stat(file);
        if (versionOf(name, { size, modifyTime }) !== version) throw changed(file);
      });
      const { sizeBytes: bytes, sha256 } = measure.result();
      if (bytes !== sizeBytes) throw changed(file);
      return { path: key, checksum: `sha256:${sha256}` };
    },
    ...(after !== 'keep' && { settle }),
    close: () => connection.close(),
  };
};

/** Of several that make it at once only one does. */
async function makeDirectory(client: SftpClient, path: string): Promise<void> {
  try {
    await client.mkdir(path, true);
  } catch (error) {
    if ((await client.exists(path)) !== 'd') throw error;
  }
}

async function filesOf(client: SftpClient, { path: root, match }: SftpInboxConfig): Promise<Arrival[]> {
  const found: Arrival[] = [];
  const pending = [''];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of await client.list(posix.join(root, directory))) {
      // A name is what the server says: one with a slash would lead out of the inbox.
      if (entry.name.includes('/') || entry.name.startsWith('.')) continue;
      const name = posix.join(directory, entry.name);
      if (entry.type === 'd') pending.push(name);
      // Links would lead out of it, too.
      if (entry.type === '-' && isPackage(name, match))
        found.push({ name, version: versionOf(name, entry), sizeBytes: entry.size });
    }
  }
  return found;
}

/** Servers tell times in whole seconds. */
const versionOf = (name: string, { size, modifyTime }: { size: number; modifyTime: number }) =>
  `${name} ${size} ${modifyTime}`;

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

const changed = (file: string) =>
  sourceUnavailable(`${file} changed while it was read: it is taken when it is whole`, {
    code: 'FileChanged',
  });
