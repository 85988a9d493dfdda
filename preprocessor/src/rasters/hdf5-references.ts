import { open } from 'node:fs/promises';
import { invalidInput } from '@pvs/core/errors';
import {
  externalLinks,
  filteredHeaps,
  heapReferences,
  type Read,
  type Suspicion,
} from './hdf5-structures.ts';

const SIGNATURE = '894844460d0a1a0a';
const CHUNK_BYTES = 4 * 1024 ** 2;
/** Bytes of a chunk that its neighbours hold, too: what is looked for begins in one of them whole. */
const OVERLAP_BYTES = 64;
/** Of a gigabyte of compressed data some thousand bytes look like the beginning of a link. */
const MOST_SUSPICIONS = 20_000;

/**
 * Refuses an HDF5 (or netCDF-4) file that leads to other files, since reading it would read any file of this machine:
 * by datasets with external storage, virtual datasets and external links. Every place of the file that looks like one
 * counts, so that none is missed, wherever it lies.
 * @throws InvalidInput `UnsupportedRaster`
 */
export async function refuseHdf5References(path: string, file: string): Promise<void> {
  const refuse = (why: string) =>
    invalidInput(`${file} cannot be used: it is an HDF5 file ${why}`, {
      code: 'UnsupportedRaster',
      detail: { file },
    });
  await using handle = await open(path);
  const { size } = await handle.stat();
  const read: Read = async (position, length) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  };
  const start = await read(0, 64);
  if (start.toString('hex', 0, 8) !== SIGNATURE) return;
  if (!hasPlainLayout(start)) throw refuse('with addresses of an unusual size or offset');
  const known = new Set<string>();
  for (let from = 0; from < size; from += CHUNK_BYTES) {
    const chunk = await read(from, CHUNK_BYTES + OVERLAP_BYTES);
    for (const { why, position, isReal } of suspicionsIn(chunk, from)) {
      const key = `${position} ${why}`;
      if (position >= size || known.has(key)) continue;
      if (await isReal(read, position)) throw refuse(why);
      known.add(key);
      if (known.size > MOST_SUSPICIONS) throw refuse('with too much that looks like links to other files');
    }
  }
}

function* suspicionsIn(chunk: Buffer, from: number): Generator<Suspicion> {
  yield* heapReferences(chunk);
  yield* externalLinks(chunk, from);
  yield* filteredHeaps(chunk, from);
}

/** Addresses of eight bytes, counted from the beginning of the file. */
function hasPlainLayout(start: Buffer): boolean {
  const version = start[8] ?? 0;
  const [sizeAt, baseAt] = version < 2 ? [13, version === 0 ? 24 : 28] : [9, 12];
  return start[sizeAt] === 8 && start.readBigUInt64LE(baseAt) === 0n;
}
