import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract, type Header } from 'tar-stream';
import { createExtraction, type Extraction, type UnpackContext } from './extraction.ts';
import { unsafePackage } from './package-error.ts';
import type { PackageEntry } from './package-entry.ts';

const CHUNK = 256 * 1024;
/** POSIX.1-2024 pax: an archive ends with two blocks of zeros. */
const END_MARKER = 1024;

/** Unpacks a tar (ustar, pax, GNU, and before), gzipped or not. */
export async function unpackTar(
  file: string,
  compression: 'none' | 'gzip',
  intoDir: string,
  context: UnpackContext,
): Promise<readonly PackageEntry[]> {
  const extraction = createExtraction(intoDir, context);
  const archive = extract({ allowUnknownFormat: true } as Parameters<typeof extract>[0]);
  const tail = watchTail();
  const source = createReadStream(file, { highWaterMark: CHUNK });
  const gunzip = compression === 'gzip' ? createGunzip({ chunkSize: CHUNK }) : new PassThrough();
  const feeding = failureOf(pipeline(source, gunzip, tail.watch, archive, { signal: context.signal }));
  const reading = await failureOf(addEntries(archive, extraction));
  const feedingFailure = await feeding;
  // Where reading only noticed that no more data comes, the reason is with whoever feeds it.
  const failure =
    reading instanceof Error && reading.message === 'Stream was destroyed' ? feedingFailure : reading;
  if (failure ?? feedingFailure) throw failure ?? feedingFailure;
  if (!tail.isZero()) throw new Error('it has no end marker');
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

/** Passes data on and remembers whether its end is all zeros. Data cut between two entries looks whole otherwise. */
function watchTail() {
  let tail = Buffer.alloc(0);
  return {
    watch: async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        tail = Buffer.concat([tail, chunk.subarray(-END_MARKER)]).subarray(-END_MARKER);
        yield chunk;
      }
    },
    isZero: () => tail.length === END_MARKER && tail.every((byte) => byte === 0),
  };
}
