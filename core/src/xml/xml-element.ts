/** One element of a parsed document. Prefixes are resolved and gone: names are local, `ns` is the namespace. */
export interface XmlElement {
  /** Local name. */
  readonly name: string;
  /** Namespace URI; empty for none. */
  readonly ns: string;
  /** By local name, without namespace declarations; no prototype, so that any name is safe to look up. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The element's own character data in document order, without that of its children. */
  readonly text: string;
}

/**
 * All elements below `element` at a slash path of local names, in document order. Namespaces are ignored, since
 * profiles of one format differ in little else. A step may be `*` or alternatives.
 * @example `metaDataProperty/EarthObservationMetaData/identifier`, `surfaceMember|surfaceMembers/Polygon`, `x/*`
 */
export function elementsAt(element: XmlElement, path: string): XmlElement[] {
  let found: XmlElement[] = [element];
  for (const step of path.split('/')) {
    const names = step === '*' ? undefined : step.split('|');
    found = found.flatMap((parent) =>
      names ? parent.children.filter((child) => names.includes(child.name)) : parent.children,
    );
  }
  return found;
}

/** The first of {@link elementsAt}. */
export function elementAt(element: XmlElement, path: string): XmlElement | undefined {
  return elementsAt(element, path)[0];
}

/** The first text at a path that is not blank, trimmed; see {@link elementsAt} for paths. */
export function textAt(element: XmlElement, path: string): string | undefined {
  for (const found of elementsAt(element, path)) {
    const text = found.text.trim();
    if (text !== '') return text;
  }
  return undefined;
}
