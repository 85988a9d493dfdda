import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { invalidInput } from '@pvs/core/errors';
import type { ArchiveEntry, ArchiveFile } from './archive-entry.ts';
import { tarBytes, writeTar } from './write-tar.ts';
import { writeZip, zipBytes } from './write-zip.ts';

/** One way several files are sent as one. */
export interface PackageFormat {
  readonly mediaType: string;
  /** Further words for it. */
  readonly aliases: readonly string[];
  /** Without a dot. */
  readonly extension: string;
  write(entries: AsyncIterable<ArchiveEntry>): Readable;
  /** Where it can be told how large that will be. */
  bytesOf?(files: readonly ArchiveFile[]): number;
}

/** What files are packed in, the default first: adding one is an entry. */
export const packageFormats: readonly PackageFormat[] = [
  {
    ...{ mediaType: 'application/zip', aliases: ['zip', 'application/x-zip-compressed'], extension: 'zip' },
    write: (entries) => streamOf(writeZip(entries)),
    bytesOf: zipBytes,
  },
  {
    ...{ mediaType: 'application/x-tar', aliases: ['tar', 'application/tar'], extension: 'tar' },
    write: (entries) => streamOf(writeTar(entries)),
    bytesOf: tarBytes,
  },
  {
    ...{ mediaType: 'application/gzip', extension: 'tar.gz' },
    aliases: ['tar.gz', 'tgz', 'application/x-gzip', 'application/x-compressed-tar'],
    // Whoever reads the result hears of what went wrong.
    write: (entries) => pipeline(streamOf(writeTar(entries)), createGzip(), () => undefined),
  },
];

const streamOf = (bytes: AsyncGenerator<Buffer>) => Readable.from(bytes, { objectMode: false });

/** The format of a word, parameters behind a semicolon left out; the first one unless told. */
export function requirePackageFormat(text: string | undefined): PackageFormat {
  const word = text?.split(';')[0]!.trim().toLowerCase();
  const found = packageFormats.find(
    ({ mediaType, aliases }) => word === undefined || word === mediaType || aliases.includes(word),
  );
  if (found) return found;
  const allowed = packageFormats.map(({ mediaType }) => mediaType).join(', ');
  throw invalidInput(`there is no package format '${text!.slice(0, 100)}': allowed are ${allowed}`, {
    code: 'InvalidParameterValue',
    detail: { locator: 'packageformat' },
  });
}
