import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from './parse-xml.ts';
import { escapeXml, xml, type XmlFragment } from './xml-template.ts';

describe('xml', () => {
  it('escapes values in content and attributes', () => {
    expect(String(xml`<a b="${'"<\'>'}">${'&'}</a>`)).toBe('<a b="&quot;&lt;&apos;&gt;">&amp;</a>');
  });

  it('passes fragments and arrays on unescaped', () => {
    const items: XmlFragment[] = ['1', '<'].map((t) => xml`<i>${t}</i>`);
    expect(String(xml`<r>${items}${[['x'], xml`<y/>`]}</r>`)).toBe('<r><i>1</i><i>&lt;</i>x<y/></r>');
  });

  it('renders nothing for undefined, null and false, but zero and empty text as they are', () => {
    expect(String(xml`<r a="${0}" b="${''}">${undefined}${null}${false}</r>`)).toBe('<r a="0" b=""></r>');
  });

  it('writes dates in UTC', () => {
    expect(String(xml`${new Date('2018-06-30T12:00:00+02:00')}`)).toBe('2018-06-30T10:00:00.000Z');
  });

  it('reads back as any text that XML can carry', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const back = parseXml(String(xml`<r>${text}</r>`)).text;
        // What cannot be carried is replaced one for one, so that everything else is still compared.
        expect(back).toBe(
          text.toWellFormed().replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD'),
        );
      }),
    );
  });
});

it('escapeXml replaces lone surrogates and control characters', () => {
  expect(escapeXml('a\uD800b\u0000c')).toBe('a\uFFFDb\uFFFDc');
});
