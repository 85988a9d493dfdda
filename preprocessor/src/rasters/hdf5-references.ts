import { open } from 'node:fs/promises';
import { invalidInput } from '@pvs/core/errors';

const SIGNATURE = '894844460d0a1a0a';
const CHUNK_BYTES = 4 * 1024 ** 2;
/** Bytes of a message's header before the body, and of the body up to its heap address. */
const LOOK_BEHIND = 8;
const BODY_BYTES = 16;
const EXTERNAL_FILES = 7;
const HEAP = Buffer.from('HEAP');

/**
 * Refuses an HDF5 (or netCDF-4) file whose datasets keep their values in other files, since reading one would read
 * any file of this machine. Such a dataset has an External Data Files message (HDF5 File Format Specification,
 * IV.A.2.h): version 1, three zeros, two counts, and the address of a local heap. Every place of the file that looks
 * like one and points at a heap counts, so that none is missed, wherever its object header lies.
 * @throws InvalidInput `UnsupportedRaster`
 */
export async function refuseHdf5References(path: string, file: string): Promise<void> {
  const refuse = (why: string) =>
    invalidInput(`${file} cannot be used: ${why}`, { code: 'UnsupportedRaster', detail: { file } });
  await using handle = await open(path);
  const { size } = await handle.stat();
  const start = await bytesAt(0, 64);
  if (start.toString('hex', 0, 8) !== SIGNATURE) return;
  if (!hasPlainLayout(start)) throw refuse('it is an HDF5 file with addresses of an unusual size or offset');
  for (let from = 0; from < size; from += CHUNK_BYTES) {
    const chunk = await bytesAt(Math.max(0, from - LOOK_BEHIND), CHUNK_BYTES + LOOK_BEHIND + BODY_BYTES);
    for (const address of heapAddresses(chunk)) {
      if (address + 4 <= size && (await bytesAt(address, 4)).equals(HEAP)) {
        throw refuse('it is an HDF5 file that keeps its values in other files');
      }
    }
  }

  async function bytesAt(position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  }
}

/** Addresses of eight bytes, counted from the beginning of the file. */
function hasPlainLayout(start: Buffer): boolean {
  const version = start[8] ?? 0;
  const [sizeAt, baseAt] = version < 2 ? [13, version === 0 ? 24 : 28] : [9, 12];
  return start[sizeAt] === 8 && start.readBigUInt64LE(baseAt) === 0n;
}

/** Heap addresses of what may be External Data Files messages. */
function* heapAddresses(chunk: Buffer): Generator<number> {
  for (let at = chunk.indexOf(EXTERNAL_FILES); at >= 0; at = chunk.indexOf(EXTERNAL_FILES, at + 1)) {
    // Headers of version 1 have eight bytes, those of version 2 four or six.
    for (const header of [4, 6, LOOK_BEHIND]) {
      const body = at + header;
      if (body + BODY_BYTES > chunk.length || chunk.readUInt32LE(body) !== 1) continue;
      const address = chunk.readBigUInt64LE(body + 8);
      if (address <= BigInt(Number.MAX_SAFE_INTEGER)) yield Number(address);
    }
  }
}
