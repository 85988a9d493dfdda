import { readFile, stat } from 'node:fs/promises';
import type { ProductMetadata } from '@pvs/core/catalogue/product';
import { isPvsError, type PvsError } from '@pvs/core/errors';
import { METADATA_FORMATS } from '@pvs/core/formats/index';
import { MAX_DOCUMENT_BYTES, parseDocument } from '@pvs/core/formats/parsed-document';
import { readParsedDocument } from '@pvs/core/formats/read-metadata';

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
  readonly metadata?: ProductMetadata;
  /** Why there is no `metadata`. */
  readonly problem?: PvsError;
}

/** XML documents of one package that are looked at; the rest of a larger package is not metadata of the whole. */
const MAX_DOCUMENTS = 500;

/**
 * Reads every XML document of a package in whichever format it is. Order: by the formats' own order, then
 * documents that could be read, then the less nested, then by name, so that the first is the best.
 */
export async function readDocuments(files: ReadonlyMap<string, string>): Promise<ReadDocument[]> {
  const candidates = [...files]
    .filter(([file]) => /\.(xml|dim)$/i.test(file))
    .sort(([a], [b]) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))
    .slice(0, MAX_DOCUMENTS);
  const documents: ReadDocument[] = [];
  for (const [file, path] of candidates) documents.push(await readDocument(file, path));
  return documents.sort((a, b) => rankOf(a) - rankOf(b));
}

async function readDocument(file: string, path: string): Promise<ReadDocument> {
  if ((await stat(path)).size > MAX_DOCUMENT_BYTES) return { file, path, references: [] };
  const bytes = await readFile(path);
  let format: string | undefined;
  let references: readonly string[] = [];
  try {
    const document = parseDocument(bytes);
    const known = METADATA_FORMATS.find((candidate) => candidate.recognises(document));
    format = known?.name;
    references = known?.references(document) ?? [];
    const { metadata } = readParsedDocument(document, file);
    return { file, path, ...(format !== undefined && { format }), references, metadata };
  } catch (error) {
    if (!isPvsError(error)) throw error;
    return { file, path, ...(format !== undefined && { format }), references, problem: error };
  }
}

const depthOf = (file: string) => file.split('/').length;

function rankOf({ format, metadata }: ReadDocument): number {
  const order = METADATA_FORMATS.findIndex(({ name }) => name === format);
  return (order < 0 ? METADATA_FORMATS.length : order) * 2 + (metadata ? 0 : 1);
}
