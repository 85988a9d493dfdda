/** A piece of well-formed markup made by {@link xml}; nothing else can make one, so that it is safe to pass on. */
export class XmlFragment {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  /** For {@link xml} only. */
  static ofTemplate(strings: readonly string[], values: readonly XmlValue[]): XmlFragment {
    let text = strings[0] ?? '';
    values.forEach((value, i) => {
      text += render(value) + (strings[i + 1] ?? '');
    });
    return new XmlFragment(text);
  }
}

/** What may stand in a template: `undefined`, `null` and `false` render nothing, dates as ISO 8601 in UTC. */
export type XmlValue = XmlFragment | string | number | Date | false | null | undefined | readonly XmlValue[];

/**
 * Tagged template for markup. Values are escaped for content and attributes alike; fragments, and arrays of them,
 * go in as they are. Write booleans as `String(flag)`.
 * @example xml`<Layer queryable="${1}">${names.map((name) => xml`<Name>${name}</Name>`)}</Layer>`
 */
export function xml(strings: TemplateStringsArray, ...values: XmlValue[]): XmlFragment {
  return XmlFragment.ofTemplate(strings, values);
}

function render(value: XmlValue): string {
  if (value === undefined || value === null || value === false) return '';
  if (value instanceof XmlFragment) return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return value.map(render).join('');
  return escapeXml(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser would read a carriage return as a line feed (XML 1.0 §2.11).
  '\r': '&#13;',
};

/** Text for content and attribute values; characters XML cannot carry (XML 1.0 §2.2) become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
      .replace(/[&<>"'\r]/g, (c) => ESCAPES[c] ?? c)
  );
}
