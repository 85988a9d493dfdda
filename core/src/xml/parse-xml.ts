import { SaxesParser, type SaxesTagNS } from 'saxes';
import { limitExceeded } from '../errors.ts';
import { decodeXml, invalidXml } from './decode-xml.ts';
import type { XmlElement } from './xml-element.ts';

/** Bounds for one document. */
export interface XmlLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxElements: number;
  /** Characters in one attribute value. */
  readonly maxAttributeLength: number;
}

/** Room for the largest known metadata (a full Pleiades document has 0.4 MB), not for abuse. */
export const DEFAULT_XML_LIMITS: XmlLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxDepth: 128,
  maxElements: 500_000,
  maxAttributeLength: 65_536,
};

/** An {@link XmlElement} while its document is read. */
interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a document into a tree. Nothing outside it is ever looked at: a document type that declares anything is
 * refused, and only XML's five own entities and character references are known (XML 1.0 §4.6).
 * @throws InvalidInput `InvalidXml` with line and column where it is not well-formed; LimitExceeded `XmlTooLarge`
 */
export function parseXml(source: string | Uint8Array, limits: XmlLimits = DEFAULT_XML_LIMITS): XmlElement {
  const sizeBytes = typeof source === 'string' ? Buffer.byteLength(source) : source.byteLength;
  if (sizeBytes > limits.maxBytes) throw tooLarge('bytes', sizeBytes, limits.maxBytes);
  const text = typeof source === 'string' ? source.replace(/^\uFEFF/, '') : decodeXml(source);
  const tree = treeBuilder(limits);
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw invalidXml(`XML is not well-formed at line and column ${error.message}`, error);
  });
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) throw invalidXml('XML with its own entity declarations is not allowed');
  });
  parser.on('opentag', tree.open);
  parser.on('text', tree.append);
  parser.on('cdata', tree.append);
  parser.on('closetag', tree.close);
  parser.write(text).close();
  return tree.root();
}

function treeBuilder(limits: XmlLimits) {
  const path: OpenElement[] = [];
  let count = 0;
  let root: XmlElement | undefined;
  return {
    open: (tag: SaxesTagNS) => {
      if (path.length >= limits.maxDepth) throw tooLarge('nested elements', path.length + 1, limits.maxDepth);
      if (++count > limits.maxElements) throw tooLarge('elements', count, limits.maxElements);
      const element = {
        name: tag.local,
        ns: tag.uri,
        attributes: attributesOf(tag, limits),
        children: [],
        text: '',
      };
      path.at(-1)?.children.push(element);
      root ??= element;
      path.push(element);
    },
    append: (text: string) => {
      const element = path.at(-1);
      if (element) element.text += text;
    },
    close: () => void path.pop(),
    root: (): XmlElement => {
      if (!root) throw invalidXml('XML without a root element');
      return root;
    },
  };
}

function attributesOf(tag: SaxesTagNS, limits: XmlLimits): Readonly<Record<string, string>> {
  const attributes = Object.create(null) as Record<string, string>;
  for (const { local, prefix, value } of Object.values(tag.attributes)) {
    if (value.length > limits.maxAttributeLength) {
      throw tooLarge(`characters in attribute '${local}'`, value.length, limits.maxAttributeLength);
    }
    if (prefix === 'xmlns' || (prefix === '' && local === 'xmlns')) continue;
    // Where `href` and `xlink:href` meet on one element, the element's own one counts.
    if (prefix === '' || !(local in attributes)) attributes[local] = value;
  }
  return attributes;
}

function tooLarge(what: string, given: number, allowed: number) {
  return limitExceeded(`XML has ${given} ${what}: allowed are ${allowed}`, {
    code: 'XmlTooLarge',
    detail: { given, allowed },
  });
}
