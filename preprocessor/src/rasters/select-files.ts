import { matchesGlob, posix } from 'node:path';

/** Names that operators give to what is not the picture itself. */
const SIDE_PRODUCT =
  /(^|[_.-])(preview|quicklook|ql|thumb(nail)?(_(small|large))?|browse?|icon|masks?|msk|udm2?|cloud|cld|snw|rpc|qa(_pixel)?|logo|pvi)([_.-]|$)/i;

/** Directories in which products keep masks, previews and documentation. */
const SIDE_DIRECTORY = /(^|\/)(masks?|qi_data|preview|html|library|aux_data)\//i;

/**
 * Files that may be data of a product: those that match one of the patterns (by path or name), else all that are
 * not by their name a mask, a preview or a sensor model. Where nothing else is there, those count, too.
 */
export function selectFiles(files: readonly string[], patterns?: readonly string[]): string[] {
  if (patterns) return files.filter((file) => matchesAny(file, patterns));
  const main = files.filter((file) => !SIDE_DIRECTORY.test(`/${file}`) && !SIDE_PRODUCT.test(stem(file)));
  return main.length > 0 ? main : [...files];
}

/** Whether a file's path or name matches one of the patterns. */
export const matchesAny = (file: string, patterns: readonly string[]) =>
  patterns.some((pattern) => matchesGlob(file, pattern) || matchesGlob(posix.basename(file), pattern));

const stem = (file: string) => posix.basename(file).replace(/\.[^.]*$/, '');
