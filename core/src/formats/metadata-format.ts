import type { ProductMetadata } from '../catalogue/product.ts';
import { invalidInput } from '../errors.ts';
import type { Position } from '../geometry/footprint.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import type { ParsedDocument } from './parsed-document.ts';

/** What a place in an image is on Earth. */
export interface TiePoint {
  /** Pixels from the left. */
  readonly column: number;
  /** Pixels from the top. */
  readonly row: number;
  readonly position: Position;
}

/** One metadata format: a file beside this one, made with {@link metadataFormat}, and a line in `index.ts`. */
export interface MetadataFormat {
  /** Short, as configuration and documents' records name it. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** True where the document describes a product in this format, whether or not all is there. */
  recognises(document: ParsedDocument): boolean;
  /**
   * The product. `fileName` is the last resort for its identifier, where files are named after products.
   * @throws InvalidInput `MetadataIncomplete` naming the element that is missing, or what is wrong with a value
   */
  read(document: ParsedDocument, fileName: string): ProductMetadata;
  /**
   * Data files the document names, as it spells them and relative to it. Match them against what is in the package;
   * never open them as they are.
   */
  references(document: ParsedDocument): readonly string[];
  /** Where the image that the document describes lies, if it says that by tie points: the file named like it. */
  tiePoints(document: ParsedDocument): readonly TiePoint[];
}

/** A format as its file states it. */
interface FormatOf<View> {
  readonly name: string;
  readonly title: string;
  /** The part of a document in this format that is read; undefined for a document of another. */
  readonly view: (document: ParsedDocument) => View | undefined;
  readonly read: (view: View, fileName: string) => ProductMetadata;
  /** Without it documents name no data files. */
  readonly references?: (view: View) => readonly string[];
  readonly tiePoints?: (view: View) => readonly TiePoint[];
}

/** A {@link MetadataFormat} whose functions see only documents that are in it. */
export function metadataFormat<View>({
  name,
  title,
  view,
  read,
  references,
  tiePoints,
}: FormatOf<View>): MetadataFormat {
  const requireView = (document: ParsedDocument) => {
    const found = view(document);
    if (found !== undefined) return found;
    throw invalidInput(`this is no ${title} document`, { code: 'UnknownMetadataFormat' });
  };
  return {
    name,
    title,
    recognises: (document) => view(document) !== undefined,
    read: (document, fileName) => read(requireView(document), fileName),
    references: (document) => references?.(requireView(document)) ?? [],
    tiePoints: (document) => tiePoints?.(requireView(document)) ?? [],
  };
}

/** A view for formats of XML: the root element where it passes the test. */
export const xmlRoot = (test: (root: XmlElement) => boolean) => (document: ParsedDocument) =>
  document.kind === 'xml' && test(document.root) ? document.root : undefined;

/** An `InvalidInput` with code `MetadataIncomplete`: the element is not there, or is empty. */
export function metadataIncomplete(what: string, element: string) {
  return invalidInput(`metadata without ${what}: expected in ${element}`, {
    code: 'MetadataIncomplete',
    detail: { missing: element },
  });
}
