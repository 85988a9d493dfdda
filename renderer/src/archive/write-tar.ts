import { type ArchiveEntry, type ArchiveFile, bytesOfEntry } from './archive-entry.ts';

const BLOCK_BYTES = 512;
/** What eleven octal digits hold. */
const MAX_OCTAL = 8 ** 11 - 1;
const MAX_NAME = 100;

/** A tar file (POSIX.1-2001 pax), streamed. */
export async function* writeTar(entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<Buffer> {
  for await (const entry of entries) {
    const records = paxRecords(entry);
    if (records.length > 0)
      yield* [header('PaxHeader', records.length, entry.modified, 'x'), padded(records)];
    yield header(entry.name, entry.sizeBytes, entry.modified, '0');
    yield* bytesOfEntry(entry);
    const rest = entry.sizeBytes % BLOCK_BYTES;
    if (rest > 0) yield Buffer.alloc(BLOCK_BYTES - rest);
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}

/** How large {@link writeTar} makes it of these files. */
export function tarBytes(files: readonly ArchiveFile[]): number {
  const blocks = (bytes: number) => Math.ceil(bytes / BLOCK_BYTES);
  const each = files.map((file) => {
    const records = paxRecords(file).length;
    return 1 + blocks(file.sizeBytes) + (records > 0 ? 1 + blocks(records) : 0);
  });
  return BLOCK_BYTES * each.reduce((sum, count) => sum + count, 2);
}

/** What the header has no room for. */
function paxRecords({ name, sizeBytes }: ArchiveFile): Buffer {
  const isPlain = /^[\x20-\x7e]*$/.test(name) && name.length <= MAX_NAME;
  const records = [
    ...(isPlain ? [] : [record('path', name)]),
    ...(sizeBytes > MAX_OCTAL ? [record('size', String(sizeBytes))] : []),
  ];
  return Buffer.concat(records);
}

/** A record begins with its own length in bytes. */
function record(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length += 1;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

const padded = (bytes: Buffer) => Buffer.concat([bytes], Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES);

function header(name: string, sizeBytes: number, modified: Date, type: '0' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, at: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, '0'), at, 'latin1');
  block.write(name.slice(0, MAX_NAME), 0, MAX_NAME, 'latin1');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(sizeBytes > MAX_OCTAL ? 0 : sizeBytes, 124, 11);
  octal(Math.max(0, Math.floor(modified.getTime() / 1000)), 136, 11);
  block.write('        ', 148, 'latin1');
  block.write(type, 156, 'latin1');
  block.write('ustar', 257, 'latin1');
  block.write('00', 263, 'latin1');
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  block.write('\0 ', 154, 'latin1');
  return block;
}
