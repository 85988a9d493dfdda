import { crc32 } from 'node:zlib';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import { createExtraction, type UnpackContext } from './extraction.ts';
import { invalidPackage, unsafePackage } from './package-error.ts';
import type { PackageEntry } from './package-entry.ts';
import { tooLarge } from './package-limits.ts';

/** APPNOTE 4.4.5; the names of what archives in the field use. */
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'BZIP2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
};
/** Type bits of a Unix mode, `stat(2)`. */
const TYPE_MASK = 0o170000;
const FILE_TYPES = [0, 0o100000, 0o040000];

/** Unpacks a zip or zip64 whose entries are stored or deflated; their checksums are verified. */
export async function unpackZip(
  file: string,
  intoDir: string,
  context: UnpackContext,
): Promise<readonly PackageEntry[]> {
  const { limits } = context;
  const extraction = createExtraction(intoDir, context);
  // Names stay bytes here, since yauzl would turn backslashes into slashes before anybody could object.
  const zip = await openPromise(file, { decodeStrings: false });
  if (zip.entryCount > limits.maxEntries) {
    zip.close();
    throw tooLarge('package has too many entries (limits.packageEntries)', zip.entryCount, limits.maxEntries);
  }
  for await (const entry of zip.eachEntry()) {
    context.signal.throwIfAborted();
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    requireFile(name, entry);
    if (name.endsWith('/')) extraction.addDirectory(name);
    else await extraction.addFile(name, content(zip, name, entry, limits.maxEntryBytes));
  }
  return extraction.entries;
}

function requireFile(name: string, entry: Entry): void {
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK;
  if (!FILE_TYPES.includes(type)) {
    const what = type === 0o120000 ? 'a symlink' : `of type 0o${type.toString(8)}`;
    throw unsafePackage(name, `it is ${what}, and only files and directories are`);
  }
  if (entry.isEncrypted()) throw invalidPackage(`entry '${name}' is encrypted`);
  const method = entry.compressionMethod;
  if (method === 0 || method === 8) return;
  const named = METHODS[method] === undefined ? '' : ` (${METHODS[method]})`;
  throw invalidPackage(
    `entry '${name}' is compressed with method ${method}${named}: allowed are 0 (stored) and 8 (deflate)`,
  );
}

async function* content(zip: ZipFile, name: string, entry: Entry, maxBytes: number) {
  // Before a byte is written; the sizes that headers admit to are verified while reading.
  if (entry.uncompressedSize > maxBytes)
    throw tooLarge(`entry '${name}' is too large (limits.packageBytes)`, entry.uncompressedSize, maxBytes);
  let checksum = 0;
  for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (checksum !== entry.crc32) throw invalidPackage(`entry '${name}' does not match its checksum`);
}
