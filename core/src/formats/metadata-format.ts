import type { ProductMetadata } from '../catalogue/product.ts';
import { invalidInput } from '../errors.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** One metadata format: a file beside this one and a line in `index.ts`. */
export interface MetadataFormat {
  /** Short, as configuration and documents' records name it. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** True where the document describes a product in this format, whether or not all is there. */
  recognises(document: XmlElement): boolean;
  /**
   * The product. `fileName` is the last resort for its identifier, where files are named after products.
   * @throws InvalidInput `MetadataIncomplete` naming the element that is missing, or what is wrong with a value
   */
  read(document: XmlElement, fileName: string): ProductMetadata;
  /**
   * Data files the document names, as it spells them and relative to it. Match them against what is in the package;
   * never open them as they are.
   */
  references?(document: XmlElement): readonly string[];
}

/** An `InvalidInput` with code `MetadataIncomplete`: the element is not there, or is empty. */
export function metadataIncomplete(what: string, element: string) {
  return invalidInput(`metadata without ${what}: expected in ${element}`, {
    code: 'MetadataIncomplete',
    detail: { missing: element },
  });
}
