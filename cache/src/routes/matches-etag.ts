/** Whether If-None-Match names the tag: a list of tags, compared weakly, or `*` (RFC 9110 §13.1.2). */
export function matchesEtag(header: string | undefined, hash: string): boolean {
  if (header === undefined) return false;
  if (header === `"${hash}"`) return true;
  return header
    .split(',')
    .some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === `"${hash}"`);
}
