import { crc32 } from 'node:zlib';
import { type ArchiveEntry, type ArchiveFile, bytesOfEntry } from './archive-entry.ts';

/** Sums come behind the bytes; names are UTF-8. */
const FLAGS = 0x0808;
const MAX_32 = 0xffffffff;
const VERSION = 45;

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly sizeBytes: number;
  readonly modified: Date;
  readonly at: number;
}

/**
 * A zip file (PKWARE APPNOTE 6.3.10), streamed: files are stored as they are, Zip64 where sizes need it.
 * @param wideFrom from where on sizes and places are written in 64 bits
 */
export async function* writeZip(
  entries: AsyncIterable<ArchiveEntry>,
  wideFrom: number = MAX_32,
): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let at = 0;
  for await (const entry of entries) {
    const name = Buffer.from(entry.name);
    const head = localHeader(name, entry, wideFrom);
    yield head;
    let crc = 0;
    for await (const chunk of bytesOfEntry(entry)) {
      crc = crc32(chunk, crc);
      yield chunk;
    }
    const { sizeBytes, modified } = entry;
    written.push({ name, crc, sizeBytes, modified, at });
    const tail = descriptor(crc, sizeBytes, wideFrom);
    yield tail;
    at += head.length + sizeBytes + tail.length;
  }
  const directory = Buffer.concat(written.map((file) => centralHeader(file, wideFrom)));
  yield directory;
  yield endOf(written.length, directory.length, at, wideFrom);
}

/** How large {@link writeZip} makes it of these files. */
export function zipBytes(files: readonly ArchiveFile[]): number {
  let at = 0;
  const written = files.map((file) => {
    const [name, begin] = [Buffer.from(file.name), at];
    at += localHeader(name, file).length + file.sizeBytes + descriptor(0, file.sizeBytes).length;
    return { ...file, name, crc: 0, at: begin };
  });
  const directoryBytes = written.reduce((sum, file) => sum + centralHeader(file).length, 0);
  return at + directoryBytes + endOf(written.length, directoryBytes, at).length;
}

/** Sizes are 64-bit ones behind the file where the extra field is there. */
function localHeader(name: Buffer, { sizeBytes, modified }: ArchiveFile, wideFrom = MAX_32): Buffer {
  const extra = sizeBytes >= wideFrom ? zip64([0, 0]) : Buffer.alloc(0);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt32LE(dosTime(modified), 10);
  if (extra.length > 0) head.fill(0xff, 18, 26);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

function zip64(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(values.length * 8, 2);
  for (const [i, value] of values.entries()) field.writeBigUInt64LE(BigInt(value), 4 + i * 8);
  return field;
}

function descriptor(crc: number, sizeBytes: number, wideFrom = MAX_32): Buffer {
  const isWide = sizeBytes >= wideFrom;
  const bytes = Buffer.alloc(isWide ? 24 : 16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  for (const i of [0, 1])
    if (isWide) bytes.writeBigUInt64LE(BigInt(sizeBytes), 8 + i * 8);
    else bytes.writeUInt32LE(sizeBytes, 8 + i * 4);
  return bytes;
}

function centralHeader({ name, crc, sizeBytes, modified, at }: Written, wideFrom = MAX_32): Buffer {
  const [isLarge, isFar] = [sizeBytes >= wideFrom, at >= wideFrom];
  const wide = [...(isLarge ? [sizeBytes, sizeBytes] : []), ...(isFar ? [at] : [])];
  const extra = wide.length > 0 ? zip64(wide) : Buffer.alloc(0);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(VERSION, 6);
  head.writeUInt16LE(FLAGS, 8);
  head.writeUInt32LE(dosTime(modified), 12);
  head.writeUInt32LE(crc, 16);
  for (const offset of [20, 24]) head.writeUInt32LE(isLarge ? MAX_32 : sizeBytes, offset);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE(isFar ? MAX_32 : at, 42);
  return Buffer.concat([head, name, extra]);
}

function endOf(count: number, directoryBytes: number, at: number, wideFrom = MAX_32): Buffer {
  const isWide = count > 0xfffe || at >= wideFrom || directoryBytes >= wideFrom;
  const wide = Buffer.alloc(76);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeUInt16LE(VERSION, 12);
  wide.writeUInt16LE(VERSION, 14);
  for (const offset of [24, 32]) wide.writeBigUInt64LE(BigInt(count), offset);
  wide.writeBigUInt64LE(BigInt(directoryBytes), 40);
  wide.writeBigUInt64LE(BigInt(at), 48);
  wide.writeUInt32LE(0x07064b50, 56);
  wide.writeBigUInt64LE(BigInt(at + directoryBytes), 64);
  wide.writeUInt32LE(1, 72);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  for (const offset of [8, 10]) end.writeUInt16LE(Math.min(count, 0xffff), offset);
  end.writeUInt32LE(directoryBytes >= wideFrom ? MAX_32 : directoryBytes, 12);
  end.writeUInt32LE(at >= wideFrom ? MAX_32 : at, 16);
  return isWide ? Buffer.concat([wide, end]) : end;
}

/** Time and date as MS-DOS has them, in UTC. */
function dosTime(time: Date): number {
  const year = Math.max(1980, time.getUTCFullYear());
  const date = ((year - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return ((date << 16) | clock) >>> 0;
}
