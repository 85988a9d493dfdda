import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPvsError, type PvsError } from '../errors.ts';
import { DEFAULT_XML_LIMITS, parseXml } from './parse-xml.ts';
import { elementsAt, textAt } from './xml-element.ts';

const HOSTILE = new URL('../../../../shared/data/hostile/xml/', import.meta.url);

/** The code of the error that reading gives, or the tree. */
function outcome(source: string | Uint8Array, limits = DEFAULT_XML_LIMITS) {
  try {
    return parseXml(source, limits);
  } catch (error) {
    if (!isPvsError(error)) throw error;
    return `${error.kind} ${error.code}`;
  }
}

describe('parseXml', () => {
  it('gives local names, namespaces, attributes and own text', () => {
    const root = parseXml(
      '<a:r xmlns:a="urn:a" xmlns:l="urn:l" l:href="x" id="1"> one <b>&lt;&#65;</b><![CDATA[<two>]]></a:r>',
    );
    expect([root.name, root.ns, root.text.trim()]).toEqual(['r', 'urn:a', 'one <two>']);
    expect({ ...root.attributes }).toEqual({ href: 'x', id: '1' });
    expect(root.children[0]).toMatchObject({ name: 'b', ns: '', text: '<A' });
  });

  it('prefers an element’s own attribute over a qualified one of the same name', () => {
    const root = parseXml('<r xmlns:l="urn:l" l:href="link" href="own"/>');
    expect(root.attributes['href']).toBe('own');
    expect(parseXml('<r xmlns:l="urn:l" href="own" l:href="link"/>').attributes['href']).toBe('own');
  });

  it('keeps attribute names from reaching prototypes', () => {
    const root = parseXml('<r __proto__="x" constructor="y"/>');
    expect(root.attributes['__proto__']).toBe('x');
    expect(root.attributes['toString']).toBeUndefined();
  });

  it.each([
    ['UTF-8', Buffer.from('<r>é</r>')],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF<r>é</r>')],
    ['UTF-16 little-endian', Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-16"?><r>é</r>', 'utf16le')],
    ['UTF-16 big-endian', Buffer.from('\uFEFF<r>é</r>', 'utf16le').swap16()],
    ['declared ISO-8859-1', Buffer.from("<?xml version='1.0' encoding='ISO-8859-1'?><r>é</r>", 'latin1')],
    ['text with a byte order mark', '\uFEFF<r>é</r>'],
  ])('reads %s', (_, source) => {
    expect(parseXml(source).text).toBe('é');
  });

  it.each([
    ['bytes that are not of the declared encoding', Buffer.from('<r>é</r>', 'latin1')],
    ['an unknown encoding', Buffer.from('<?xml version="1.0" encoding="EBCDIC-CP-US"?><r/>')],
    ['an undeclared prefix', '<a:r/>'],
    ['an unclosed element', '<r><a></r>'],
    ['an unknown entity', '<r>&nbsp;</r>'],
    ['two roots', '<r/><r/>'],
    ['a declared entity that is not used', '<!DOCTYPE r [<!ENTITY x "y">]><r/>'],
    ['a declared entity', '<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>'],
    ['an external entity', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>'],
    ['a control character', '<r>\u0001</r>'],
    ['nothing', ''],
    ['plain text', 'hello'],
  ])('refuses %s', (_, source) => {
    expect(outcome(source)).toBe('InvalidInput InvalidXml');
  });

  it('says where a document breaks', () => {
    expect(() => parseXml('<r>\n  <a></b>\n</r>')).toThrow(/line and column 2:\d+: unexpected close tag/);
  });

  it('ignores a document type that declares nothing', () => {
    expect(parseXml('<!DOCTYPE r SYSTEM "http://example.invalid/r.dtd"><r>x</r>').text).toBe('x');
  });

  it.each([
    ['bytes', '<r>12345678</r>', { maxBytes: 10 }],
    ['depth', '<r><r><r/></r></r>', { maxDepth: 2 }],
    ['elements', '<r><a/><a/></r>', { maxElements: 2 }],
    ['attribute length', '<r a="123456"/>', { maxAttributeLength: 5 }],
  ])('limits %s', (_, source, limit) => {
    expect(outcome(source)).not.toBe('LimitExceeded XmlTooLarge');
    expect(outcome(source, { ...DEFAULT_XML_LIMITS, ...limit })).toBe('LimitExceeded XmlTooLarge');
  });

  it('refuses depth that would exhaust a recursive reader', () => {
    expect(outcome('<r>'.repeat(1_000_000))).toBe('LimitExceeded XmlTooLarge');
  });
});

const present = existsSync(HOSTILE);
if (!present) process.stderr.write('SKIPPED: no hostile documents in ../shared/data/hostile/xml\n');

describe.skipIf(!present)('hostile documents', () => {
  const refused = 'InvalidInput InvalidXml';
  it.each([
    ['billion_laughs.xml', refused],
    ['billionlaugh.gml', refused],
    ['billionlaugh.xsd', { name: 'schema' }],
    ['quadratic_blowup.xml', refused],
    ['xxe_file.xml', refused],
    ['unclosed.xml', refused],
    ['latin1_declared_utf8.xml', refused],
    ['huge_attribute_end.gml', refused],
    ['huge_attribute_start.gml', refused],
    ['huge_geom_start.gml', refused],
    ['utf16_bom.xml', { name: 'r', text: 'é' }],
    ['footprint_bowtie.xml', { name: 'Polygon', ns: 'http://www.opengis.net/gml' }],
    ['huge_attribute_gml_sparse.xml', { name: 'VSISparseFile' }],
    ['huge_geom_gml_sparse.xml', { name: 'VSISparseFile' }],
    ['dtd_in_mapcache_like.xml', { name: 'Filter' }],
  ])('%s', (name, expected) => {
    const result = outcome(readFileSync(new URL(name, HOSTILE)));
    if (typeof expected === 'string') expect(result).toBe(expected);
    else expect(result).toMatchObject(expected);
  });
});

describe('paths', () => {
  const root = parseXml('<r xmlns:p="urn:p"><p:a><b> </b><b>1</b></p:a><a><c>2</c><b>3</b></a></r>');

  it.each([
    ['a/b', ['', '1', '3']],
    ['a/b|c', ['', '1', '2', '3']],
    ['a/*', ['', '1', '2', '3']],
    ['a/x', []],
  ])('%s selects in document order', (path, texts) => {
    expect(elementsAt(root, path).map((e) => e.text.trim())).toEqual(texts);
  });

  it('textAt takes the first text that is not blank', () => {
    expect(textAt(root, 'a/b')).toBe('1');
    expect(textAt(root, 'a')).toBeUndefined();
  });
});

it('errors are PvsErrors with a cause', () => {
  const caught = (() => {
    try {
      return parseXml('<r');
    } catch (error) {
      return error as PvsError;
    }
  })();
  expect(caught).toMatchObject({ kind: 'InvalidInput', code: 'InvalidXml', cause: expect.any(Error) });
});
