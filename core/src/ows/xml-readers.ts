import { elementsAt, textAt, type XmlElement } from '../xml/xml-element.ts';

/** Where XML requests say what key-value ones do, by the name of the parameter; undefined where they do not. */
export type XmlReaders = Readonly<Record<string, (root: XmlElement) => string | undefined>>;

/** The first text at a path. */
export const at =
  (path: string): XmlReaders[string] =>
  (root) =>
    textAt(root, path);

/** All texts at a path, divided by commas. */
export const listAt =
  (path: string): XmlReaders[string] =>
  (root) => {
    const texts = elementsAt(root, path).map(({ text }) => text.trim());
    return texts.length === 0 ? undefined : texts.join(',');
  };

/** Numbers divided by blanks at a path, in all elements there, divided by commas. */
export const numbersAt =
  (path: string): XmlReaders[string] =>
  (root) => {
    const numbers = elementsAt(root, path).flatMap(({ text }) => wordsOf(text));
    return numbers.length === 0 ? undefined : numbers.join(',');
  };

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
