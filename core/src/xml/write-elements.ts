import { xml, type XmlFragment, type XmlValue } from './xml-template.ts';

/** One element with its text and, where given, its unit of measure; nothing for an undefined value. */
export function element(name: string, value: XmlValue, uom?: string): XmlFragment | undefined {
  if (value === undefined) return undefined;
  return xml`<${name}${uom !== undefined && xml` uom="${uom}"`}>${value}</${name}>`;
}

/**
 * Elements inside each other down a slash path of names, around the content; nothing where there is no content.
 * @example `nested('gml:validTime/gml:TimePeriod', [element('gml:beginPosition', begin)])`
 */
export function nested(path: string, content: readonly XmlValue[]): XmlFragment | undefined {
  const present = content.filter((value) => value !== undefined && value !== false);
  if (present.length === 0) return undefined;
  const inner = xml`${present.map((value) => xml`\n${value}`)}\n`;
  return path.split('/').reduceRight<XmlFragment>((within, name) => xml`<${name}>${within}</${name}>`, inner);
}
