/**
 * Key-value parameters of an OGC request: names in lower case, since they are case-insensitive (OGC 06-121r9 §11.5.2);
 * of a repeated parameter the first value that says something; empty ones left out, since clients send what they
 * did not fill. Values of `subset`, which is there once for each axis (OGC 09-147r3 §8.4.2), are joined by commas.
 */
export type Kvp = ReadonlyMap<string, string>;

const LISTS: ReadonlySet<string> = new Set(['subset']);

/** Reads a query string, with or without its question mark. Never fails: what is not `name=value` is ignored. */
export function parseKvp(query: string): Kvp {
  const kvp = new Map<string, string>();
  // Base URLs with their own query make clients append a second question mark.
  for (const [name, value] of new URLSearchParams(query.replaceAll('?', '&'))) {
    const key = name.toLowerCase();
    const before = kvp.get(key);
    if (value === '') continue;
    if (before === undefined) kvp.set(key, value);
    else if (LISTS.has(key)) kvp.set(key, `${before},${value}`);
  }
  return kvp;
}
