import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, type Header } from 'tar-stream';
import { createExtraction, type Extraction, type UnpackContext } from './extraction.ts';
import { unsafePackage } from './package-error.ts';
import type { PackageEntry } from './package-entry.ts';
import { readZstd } from './read-zstd.ts';

const CHUNK = 256 * 1024;

const stream = (file: string) => createReadStream(file, { highWaterMark: CHUNK });

/** How a tar may be compressed. */
const READERS = {
  none: (file: string) => [stream(file)],
  gzip: (file: string) => [stream(file), createGunzip({ chunkSize: CHUNK })],
  zstd: (file: string) => [Readable.from(readZstd(file, CHUNK), { objectMode: false })],
} as const;

/**
 * Unpacks a tar (ustar, pax, GNU, and before), compressed or not. It may end without the two blocks of zeros that
 * POSIX asks for, as long as its last member is whole: some tools never write them, and tar takes such archives.
 */
export async function unpackTar(
  file: string,
  compression: keyof typeof READERS,
  intoDir: string,
  context: UnpackContext,
): Promise<readonly PackageEntry[]> {
  const extraction = createExtraction(intoDir, context);
  const archive = extract({ allowUnknownFormat: true } as Parameters<typeof extract>[0]);
  const feeding = failureOf(pipeline([...READERS[compression](file), archive], { signal: context.signal }));
  const reading = await failureOf(addEntries(archive, extraction));
  const feedingFailure = await feeding;
  // Where reading only noticed that no more data comes, the reason is with whoever feeds it.
  const failure =
    reading instanceof Error && reading.message === 'Stream was destroyed' ? feedingFailure : reading;
  if (failure ?? feedingFailure) throw failure ?? feedingFailure;
  return extraction.entries;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function addEntries(archive: Extract, extraction: Extraction): Promise<void> {
  for await (const entry of archive) {
    if (entry.header.type === 'directory') {
      extraction.addDirectory(entry.header.name);
      entry.resume();
    } else {
      requireFile(entry.header);
      await extraction.addFile(entry.header.name, entry as unknown as AsyncIterable<Uint8Array>);
    }
  }
}

function requireFile({ name, type, linkname, pax }: Header): void {
  const what = type ?? 'unknown';
  if (what === 'link' || what === 'symlink') {
    throw unsafePackage(
      name,
      `it is a ${what} to ${JSON.stringify(linkname)}, and only files and directories are`,
    );
  }
  if (what !== 'file' && what !== 'contiguous-file') {
    throw unsafePackage(name, `it is of type ${what}, and only files and directories are`);
  }
  if (pax && Object.keys(pax).some((key) => key.startsWith('GNU.sparse'))) {
    throw unsafePackage(name, 'it is a sparse file');
  }
}
