import { matchesGlob, posix } from 'node:path';

/** Names that programs give to files they are still writing; rsync, sftp, browsers and this project among them. */
const UNFINISHED = /(^|\/)\.|\.(part|partial|tmp|temp|filepart|crdownload|download|writing)$|~$/i;

/** Whether a file of an inbox is to be taken: by its path or its name, in upper or lower case. */
export function isPackage(path: string, patterns: readonly string[]): boolean {
  if (UNFINISHED.test(path) || path.endsWith('/')) return false;
  const lower = path.toLowerCase();
  return patterns.some(
    (pattern) =>
      matchesGlob(lower, pattern.toLowerCase()) || matchesGlob(posix.basename(lower), pattern.toLowerCase()),
  );
}
