import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, futimesSync, openSync, readSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import { checkKey } from '@pvs/core/storage/object-key';
import { type TileBackend, USE_GRAIN_MS } from './tile-backend.ts';

/** Unfinished tiles live here, on the same file system, so that a rename makes them visible whole. */
const TEMPORARY = '.incoming';

/**
 * Tiles as files of a directory, whose modification time says when they were last used. They are read without
 * leaving the thread: a file of some kilobytes that the system holds in memory is there in 15 µs, while four
 * round trips through libuv's threads cost ten times as much.
 */
export function directoryBackend(root: string, now: () => number = Date.now): TileBackend {
  const store = directoryStore(root);
  return {
    async get(key) {
      return readTile(join(root, checkKey(key)), now());
    },
    async put(key, body) {
      const temporary = join(root, TEMPORARY, randomUUID());
      const target = join(root, checkKey(key));
      try {
        await writeMaking(temporary, body);
        await rename(temporary, target).catch(async () => {
          await mkdir(dirname(target), { recursive: true });
          await rename(temporary, target);
        });
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async *list(prefix) {
      for await (const { key, sizeBytes, modified } of store.list(prefix)) {
        yield { key, sizeBytes, usedMs: modified.getTime() };
      }
    },
    async remove(keys) {
      for (const key of keys) await rm(join(root, checkKey(key)), { force: true });
    },
    close: () => undefined,
  };
}

function readTile(path: string, nowMs: number): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size, mtimeMs } = fstatSync(file);
    const body = Buffer.allocUnsafeSlow(size);
    const length = readSync(file, body, 0, size, 0);
    if (nowMs - mtimeMs > USE_GRAIN_MS) markUsed(file, nowMs);
    return body.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** On a read-only file system tiles only seem older than they are. */
function markUsed(file: number, nowMs: number): void {
  try {
    futimesSync(file, nowMs / 1000, nowMs / 1000);
  } catch {
    return;
  }
}

async function writeMaking(path: string, body: Buffer): Promise<void> {
  await writeFile(path, body).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  });
}
