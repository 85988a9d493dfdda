import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { makeDirectory } from '@pvs/core/storage/make-directory';
import { checkKey } from '@pvs/core/storage/object-key';
import { OpenFiles } from './open-files.ts';
import type { TileBackend } from './tile-backend.ts';

/** Unfinished tiles live here, on the same file system, so that a rename makes them visible whole. */
const TEMPORARY = '.incoming';

/** Tiles as files of a directory, whose modification time says when they were last used. */
export function directoryBackend(root: string, now: () => number = Date.now): TileBackend {
  const store = directoryStore(root);
  const files = new OpenFiles(now);
  const held = (key: string) => files.read(join(root, checkKey(key)));
  return {
    held,
    takeBack: (body) => files.takeBack(body),
    async get(key) {
      return held(key);
    },
    async put(key, body) {
      const temporary = join(root, TEMPORARY, randomUUID());
      const target = join(root, checkKey(key));
      try {
        await writeMaking(temporary, body);
        await rename(temporary, target).catch(async () => {
          await makeDirectory(dirname(target));
          await rename(temporary, target);
        });
        files.forget(target);
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    async *list(prefix) {
      for await (const { key, sizeBytes, modified } of store.list(prefix)) {
        yield { key, sizeBytes, usedMs: modified.getTime() };
      }
    },
    async remove(keys) {
      for (const key of keys) {
        const path = join(root, checkKey(key));
        files.forget(path);
        await rm(path, { force: true });
      }
    },
    close: () => files.close(),
  };
}

async function writeMaking(path: string, body: Buffer): Promise<void> {
  await writeFile(path, body).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await makeDirectory(dirname(path));
    await writeFile(path, body);
  });
}
