import { elementsAt, textAt, type XmlElement } from '@pvs/core/xml/xml-element';
import { invalidRequest } from './report-errors.ts';

/** The text of an element that has to be there, once. @throws InvalidInput `InvalidRequest` */
export function requiredText(parent: XmlElement, name: string): string {
  const found = elementsAt(parent, name);
  if (found.length > 1) throw invalidRequest(`${parent.name} has ${found.length} ${name}: expected one`);
  const text = textAt(parent, name);
  if (text === undefined) throw invalidRequest(`Could not find required element ${name} of ${parent.name}.`);
  return text;
}
