import type { ProductMetadata } from '../catalogue/product.ts';
import { invalidInput, isPvsError, PvsError } from '../errors.ts';
import { METADATA_FORMATS } from './index.ts';
import type { MetadataFormat } from './metadata-format.ts';
import {
  DEFAULT_DOCUMENT_LIMITS,
  describeDocument,
  parseDocument,
  type DocumentLimits,
  type ParsedDocument,
} from './parsed-document.ts';

/** What was read from a metadata document. */
export interface ReadMetadata {
  readonly format: MetadataFormat;
  readonly metadata: ProductMetadata;
  /** Data files it names; see {@link MetadataFormat}. */
  readonly references: readonly string[];
}

/**
 * Reads the product a metadata document describes, in whichever format it is.
 * @param fileName the document's path or name, for messages and where a format names its files after products
 * @throws InvalidInput with the file's name in the message: what {@link parseDocument} and
 *   {@link readParsedDocument} throw
 */
export function readMetadata(
  source: string | Uint8Array,
  fileName: string,
  limits: DocumentLimits = DEFAULT_DOCUMENT_LIMITS,
): ReadMetadata {
  return readParsedDocument(
    namingFile(fileName, () => parseDocument(source, limits)),
    fileName,
  );
}

/**
 * Reads the product of a document that is parsed already, or that was never one, as the tags of a GeoTIFF.
 * @throws InvalidInput with the file's name in the message: `UnknownMetadataFormat`, `MetadataIncomplete`,
 *   `InvalidTime`, `InvalidFootprint`, `InvalidIdentifier`, `UnknownCrs`
 */
export function readParsedDocument(document: ParsedDocument, fileName: string): ReadMetadata {
  return namingFile(fileName, () => {
    const format = METADATA_FORMATS.find((known) => known.recognises(document));
    if (!format) throw unknownFormat(document);
    const metadata = format.read(document, fileName);
    requireIdentifier(metadata.identifier);
    return { format, metadata, references: format.references(document) };
  });
}

function namingFile<T>(fileName: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isPvsError(error)) throw error;
    const { code, detail } = error;
    throw new PvsError(error.kind, `${fileName}: ${error.message}`, {
      code,
      detail: { ...detail, fileName },
      cause: error,
    });
  }
}

function unknownFormat(document: ParsedDocument) {
  const known = METADATA_FORMATS.map((format) => `${format.name} (${format.title})`).join(', ');
  const given = describeDocument(document);
  return invalidInput(`${given} describes no product in a known format: known are ${known}`, {
    code: 'UnknownMetadataFormat',
    detail: { given },
  });
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const UNSAFE = /[/\\\u0000-\u001F\u007F]|^\.{1,2}$/;

/** An identifier becomes part of object keys and addresses. */
function requireIdentifier(identifier: string): void {
  if (!UNSAFE.test(identifier) && identifier.length <= 255) return;
  const given = identifier.slice(0, 300);
  throw invalidInput(
    `product identifier '${given}' cannot be used: allowed are up to 255 characters without slashes, backslashes and control characters`,
    { code: 'InvalidIdentifier', detail: { given } },
  );
}
