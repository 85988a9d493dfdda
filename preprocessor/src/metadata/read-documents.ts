import { readFile, stat } from 'node:fs/promises';
import type { ProductMetadata } from '@pvs/core/catalogue/product';
import { isPvsError, limitExceeded, type PvsError } from '@pvs/core/errors';
import { METADATA_FORMATS } from '@pvs/core/formats/index';
import type { TiePoint } from '@pvs/core/formats/metadata-format';
import { MAX_DOCUMENT_BYTES, parseDocument } from '@pvs/core/formats/parsed-document';
import { readParsedDocument } from '@pvs/core/formats/read-metadata';
import { plausibleDocuments } from './plausible-documents.ts';

/** A metadata document of a package. */
export interface ReadDocument {
  /** Path inside the package. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** Name of its format; absent where it is in none. */
  readonly format?: string;
  /** Data files it names, relative to it. */
  readonly references: readonly string[];
  /** Where the image named like it lies. */
  readonly tiePoints?: readonly TiePoint[];
  readonly metadata?: ProductMetadata;
  /** Why there is no `metadata`. */
  readonly problem?: PvsError;
}

/**
 * Reads every document of a package in whichever format it is. Order: by the formats' own order, then documents
 * that could be read, then the less nested, then by name, so that the first is the best.
 * @param patterns globs of further names that documents may have
 */
export async function readDocuments(
  files: ReadonlyMap<string, string>,
  patterns: readonly string[] = [],
): Promise<ReadDocument[]> {
  const documents: ReadDocument[] = [];
  for (const file of plausibleDocuments(files.keys(), patterns)) {
    documents.push(await readDocument(file, files.get(file) ?? ''));
  }
  return documents.sort((a, b) => rankOf(a) - rankOf(b));
}

async function readDocument(file: string, path: string): Promise<ReadDocument> {
  const { size } = await stat(path);
  if (size > MAX_DOCUMENT_BYTES) return { file, path, references: [], problem: tooLarge(file, size) };
  let known: Pick<ReadDocument, 'format' | 'references' | 'tiePoints'> = { references: [] };
  try {
    const document = parseDocument(await readFile(path));
    const format = METADATA_FORMATS.find((candidate) => candidate.recognises(document));
    if (format) {
      known = {
        format: format.name,
        references: format.references(document),
        tiePoints: format.tiePoints(document),
      };
    }
    return { file, path, ...known, metadata: readParsedDocument(document, file).metadata };
  } catch (error) {
    if (!isPvsError(error)) throw error;
    return { file, path, ...known, problem: error };
  }
}

const tooLarge = (file: string, size: number) =>
  limitExceeded(`${file} has ${size} bytes: metadata may have up to ${MAX_DOCUMENT_BYTES}`, {
    code: 'MetadataTooLarge',
  });

function rankOf({ format, metadata }: ReadDocument): number {
  const order = METADATA_FORMATS.findIndex(({ name }) => name === format);
  return (order < 0 ? METADATA_FORMATS.length : order) * 2 + (metadata ? 0 : 1);
}
