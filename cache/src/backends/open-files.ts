import { closeSync, fstatSync, futimesSync, openSync, readSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { SpareMemory } from './spare-memory.ts';
import { USE_GRAIN_MS } from './tile-backend.ts';

/** Well below what a process may have open on any system: 4096 on old Linuxes. */
const MAX_OPEN = 1024;
/** What somebody else removed takes its room on the disk no longer than twice this. */
const OPEN_MS = 60_000;

interface OpenFile {
  readonly descriptor: number;
  readonly sizeBytes: number;
  usedMs: number;
}

/**
 * Files that do not change, kept open while they are asked for, as nginx's `open_file_cache` does: to open, to
 * measure and to close one takes longer than to read it from the system's memory. They are read without leaving the
 * thread, while four round trips through libuv's threads cost ten times as much.
 */
export class OpenFiles {
  readonly #now: () => number;
  readonly #files = new LRUCache<string, OpenFile>({
    max: MAX_OPEN,
    ttl: OPEN_MS,
    dispose: ({ descriptor }) => closeSync(descriptor),
  });
  readonly #purging = setInterval(() => this.#files.purgeStale(), OPEN_MS).unref();

  readonly #memory = new SpareMemory();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The whole file; undefined where there is none. Its modification time then says when it was read, within a day. */
  read(path: string): Buffer | undefined {
    const file = this.#files.get(path) ?? this.#open(path);
    if (!file) return undefined;
    const body = this.#memory.take(file.sizeBytes);
    const length = readSync(file.descriptor, body, 0, file.sizeBytes, 0);
    this.#markUsed(file);
    return body.subarray(0, length);
  }

  /** Takes back what was read, when nobody will look at it any more. */
  takeBack(body: Buffer): void {
    this.#memory.takeBack(body);
  }

  /** For a file that is removed or put anew. */
  forget(path: string): void {
    this.#files.delete(path);
  }

  close(): void {
    clearInterval(this.#purging);
    this.#files.clear();
  }

  #open(path: string): OpenFile | undefined {
    const descriptor = this.#descriptorOf(path);
    if (descriptor === undefined) return undefined;
    const { size, mtimeMs } = fstatSync(descriptor);
    const file = { descriptor, sizeBytes: size, usedMs: mtimeMs };
    this.#files.set(path, file);
    return file;
  }

  #descriptorOf(path: string): number | undefined {
    try {
      return openSync(path, 'r');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code !== 'EMFILE' || this.#files.size === 0) throw error;
      // Somebody else in this process needs them.
      this.#files.clear();
      return this.#descriptorOf(path);
    }
  }

  /** On a read-only file system tiles only seem older than they are. */
  #markUsed(file: OpenFile): void {
    const now = this.#now();
    if (now - file.usedMs <= USE_GRAIN_MS) return;
    file.usedMs = now;
    try {
      futimesSync(file.descriptor, now / 1000, now / 1000);
    } catch {
      return;
    }
  }
}
