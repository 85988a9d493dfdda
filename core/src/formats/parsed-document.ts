import { invalidInput } from '../errors.ts';
import { isJsonObject, jsonTextAt, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { DEFAULT_JSON_LIMITS, parseJson, type JsonLimits } from '../json/parse-json.ts';
import { DEFAULT_XML_LIMITS, parseXml, type XmlLimits } from '../xml/parse-xml.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { DEFAULT_KEYED_TEXT_LIMITS, parseKeyedText, type KeyedTextLimits } from './parse-keyed-text.ts';

/** A metadata document of any format, read into plain data. */
export type ParsedDocument =
  | { readonly kind: 'xml'; readonly root: XmlElement }
  | { readonly kind: 'json'; readonly root: JsonValue }
  /** Groups are objects, values text. */
  | { readonly kind: 'keyed-text'; readonly root: JsonObject }
  | {
      readonly kind: 'geotiff';
      /** As GDAL names them, `TIFFTAG_DATETIME` and the like, and what a file's `GDAL_METADATA` adds. */
      readonly tags: Readonly<Record<string, string>>;
    };

/** Bounds by kind of document. */
export interface DocumentLimits {
  readonly xml: XmlLimits;
  readonly json: JsonLimits;
  readonly keyedText: KeyedTextLimits;
}

export const DEFAULT_DOCUMENT_LIMITS: DocumentLimits = {
  xml: DEFAULT_XML_LIMITS,
  json: DEFAULT_JSON_LIMITS,
  keyedText: DEFAULT_KEYED_TEXT_LIMITS,
};

/** Bytes above which no document is read, whatever it holds. */
export const MAX_DOCUMENT_BYTES = Math.max(
  ...Object.values(DEFAULT_DOCUMENT_LIMITS).map(({ maxBytes }: { maxBytes: number }) => maxBytes),
);

/**
 * Reads XML, JSON or keyed text, told apart by how they begin. Nothing outside the document is looked at.
 * @throws InvalidInput `InvalidXml`, `InvalidJson`, `InvalidKeyedText` or, for none of them, `UnknownMetadataFormat`;
 *   LimitExceeded `XmlTooLarge`, `JsonTooLarge` or `KeyedTextTooLarge`
 */
export function parseDocument(
  source: string | Uint8Array,
  limits: DocumentLimits = DEFAULT_DOCUMENT_LIMITS,
): ParsedDocument {
  const start = startOf(source);
  if (start.startsWith('<')) return { kind: 'xml', root: parseXml(source, limits.xml) };
  if (/^[[{]/.test(start)) return { kind: 'json', root: parseJson(source, limits.json) };
  if (/^\w+\s*=/.test(start)) return { kind: 'keyed-text', root: parseKeyedText(source, limits.keyedText) };
  const given = JSON.stringify(start.slice(0, 20));
  throw invalidInput(
    `it begins with ${given}: expected XML (<), JSON ({) or keyed text (GROUP = LANDSAT_METADATA_FILE)`,
    { code: 'UnknownMetadataFormat', detail: { given: start.slice(0, 20) } },
  );
}

/** The first characters; of UTF-16 only the ASCII ones, which is what tells documents apart. */
function startOf(source: string | Uint8Array): string {
  const isWide =
    typeof source !== 'string' && [0xfeff, 0xfffe].includes(((source[0] ?? 0) << 8) | (source[1] ?? 0));
  const text =
    typeof source === 'string'
      ? source.slice(0, 1024)
      : Buffer.from(source.subarray(0, 1024)).toString('utf8');
  return (isWide ? text.replaceAll('\0', '') : text).replace(/^[\uFEFF\uFFFD\s]+/, '');
}

/** What a document of no known format is, for messages. */
export function describeDocument(document: ParsedDocument): string {
  if (document.kind === 'xml') {
    const { name, ns } = document.root;
    return `its root element ${ns === '' ? `<${name}>` : `<${name}> of ${ns}`}`;
  }
  if (document.kind === 'geotiff') return 'a GeoTIFF';
  const kind = document.kind === 'json' ? 'JSON' : 'keyed text';
  const { root } = document;
  if (!isJsonObject(root)) return `its JSON, which is ${Array.isArray(root) ? 'an array' : 'no object'},`;
  const type = jsonTextAt(root, 'type');
  const names = Object.keys(root).join(', ').slice(0, 80);
  return `its ${kind}${type === undefined ? '' : ` of type ${type.slice(0, 40)}`} (${names})`;
}
