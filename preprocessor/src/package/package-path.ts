import { tooLarge, type PackageLimits } from './package-limits.ts';
import { unsafePackage } from './package-error.ts';

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\u0000-\u001F\u007F]/;

/**
 * The path of an archive's entry below the directory it is unpacked to: `/`-separated, without `.` and empty steps.
 * Empty for the directory itself.
 * @throws InvalidInput `UnsafePackage` for absolute paths, `..`, backslashes, drive letters and control characters;
 *   LimitExceeded `PackageTooLarge` for length and depth
 */
export function safePath(name: string, limits: PackageLimits): string {
  if (CONTROL.test(name)) throw unsafePackage(name, 'its name has control characters');
  if (name.includes('\\')) throw unsafePackage(name, 'its name has a backslash');
  if (name.startsWith('/')) throw unsafePackage(name, 'its path is absolute');
  if (/^[A-Za-z]:/.test(name)) throw unsafePackage(name, 'its path names a drive');
  const steps = name.split('/').filter((step) => step !== '' && step !== '.');
  if (steps.includes('..')) throw unsafePackage(name, 'its path leads out of the package');
  const path = steps.join('/');
  if (path.length > limits.maxPathLength) {
    throw tooLarge(
      `path '${path.slice(0, 100)}…' is too long (limits.packagePathLength)`,
      path.length,
      limits.maxPathLength,
    );
  }
  if (steps.length > limits.maxDepth)
    throw tooLarge(`path '${path}' is too deep (limits.packagePathDepth)`, steps.length, limits.maxDepth);
  const longest = Math.max(0, ...steps.map((step) => Buffer.byteLength(step)));
  // Linux' NAME_MAX.
  if (longest > 255) throw tooLarge(`a name in '${path}' is too long`, longest, 255);
  return path;
}

/** The paths of one archive; what differs only in case is the same, since it is on some systems. */
export interface PathRegistry {
  /** @throws InvalidInput `UnsafePackage` where a file of that path is there, or a directory */
  addFile(path: string): void;
  addDirectory(path: string): void;
}

export function createPathRegistry(): PathRegistry {
  const files = new Set<string>();
  const directories = new Set<string>();
  const addDirectory = (path: string) => {
    const steps = keyOf(path).split('/');
    for (let depth = 1; depth <= steps.length; depth += 1) {
      const directory = steps.slice(0, depth).join('/');
      if (files.has(directory)) throw unsafePackage(path, 'its directory is a file of the same package');
      directories.add(directory);
    }
  };
  return {
    addDirectory,
    addFile: (path) => {
      const key = keyOf(path);
      if (files.has(key))
        throw unsafePackage(path, 'another entry has the same name, or one equal ignoring case');
      if (directories.has(key)) throw unsafePackage(path, 'a directory of the same package has its name');
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      if (parent !== '') addDirectory(parent);
      files.add(key);
    },
  };
}

const keyOf = (path: string) => path.normalize('NFC').toLowerCase();
