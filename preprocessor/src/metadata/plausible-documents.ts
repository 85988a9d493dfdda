import { matchesAny } from '../rasters/select-files.ts';

/** Names that metadata documents have, where configuration names no others. What is inside decides. */
const PLAUSIBLE = /\.(xml|dim|json|safe)$|_MTL\.txt$/i;

/** Documents of one package that are looked at; the rest of a larger package is not metadata of the whole. */
const MAX_DOCUMENTS = 500;

/** Files that may be metadata documents: those with their names, and those that one of the globs fits. */
export function plausibleDocuments(files: Iterable<string>, patterns: readonly string[]): string[] {
  return [...files]
    .filter((file) => PLAUSIBLE.test(file) || matchesAny(file, patterns))
    .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1))
    .slice(0, MAX_DOCUMENTS);
}

const depthOf = (file: string) => file.split('/').length;
