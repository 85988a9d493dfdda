import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { safePath, createPathRegistry } from './package-path.ts';
import type { PackageEntry } from './package-entry.ts';
import type { PackageLimits, UnpackBudget } from './package-limits.ts';

/** What one unpacking shares, archives inside archives included. */
export interface UnpackContext {
  readonly limits: PackageLimits;
  readonly budget: UnpackBudget;
  readonly signal: AbortSignal;
}

/** Where the entries of one archive go. It alone writes, and only below its directory. */
export interface Extraction {
  readonly entries: readonly PackageEntry[];
  addDirectory(name: string): void;
  /** Writes one file; the source is read to its end, chunk by chunk. */
  addFile(name: string, source: AsyncIterable<Uint8Array>): Promise<void>;
}

/** Never follows a link and never writes to what is there already. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** An {@link Extraction} into a directory that holds nothing else. */
export function createExtraction(intoDir: string, { limits, budget, signal }: UnpackContext): Extraction {
  const paths = createPathRegistry();
  const entries: PackageEntry[] = [];
  const made = new Set<string>();
  return {
    entries,
    addDirectory: (name) => {
      budget.countEntry();
      const path = safePath(name, limits);
      if (path !== '') paths.addDirectory(path);
    },
    addFile: async (name, source) => {
      budget.countEntry();
      const path = safePath(name, limits);
      paths.addFile(path);
      const file = join(intoDir, path);
      await makeOnce(dirname(file), made);
      let sizeBytes = 0;
      const counted = counting(source, (bytes) => {
        sizeBytes += bytes;
        budget.countBytes(path, bytes, sizeBytes);
      });
      await writeNew(file, counted, signal);
      entries.push({ path, file, sizeBytes });
    },
  };
}

async function makeOnce(directory: string, made: Set<string>): Promise<void> {
  if (made.has(directory)) return;
  await mkdir(directory, { recursive: true });
  made.add(directory);
}

async function* counting(source: AsyncIterable<Uint8Array>, count: (bytes: number) => void) {
  for await (const chunk of source) {
    count(chunk.byteLength);
    yield chunk;
  }
}

async function writeNew(
  file: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const handle = await open(file, NEW_FILE, 0o640);
  try {
    await handle.writeFile(content, { signal });
  } finally {
    await handle.close();
  }
}
