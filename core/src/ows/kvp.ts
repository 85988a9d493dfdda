/**
 * Key-value parameters of an OGC request: names in lower case, since they are case-insensitive (OGC 06-121r9 §11.5.2);
 * of a repeated parameter the first value that says something; empty ones left out, since clients send what they
 * did not fill.
 */
export type Kvp = ReadonlyMap<string, string>;

/** Reads a query string, with or without its question mark. Never fails: what is not `name=value` is ignored. */
export function parseKvp(query: string): Kvp {
  const kvp = new Map<string, string>();
  // Base URLs with their own query make clients append a second question mark.
  for (const [name, value] of new URLSearchParams(query.replaceAll('?', '&'))) {
    const key = name.toLowerCase();
    if (value !== '' && !kvp.has(key)) kvp.set(key, value);
  }
  return kvp;
}
