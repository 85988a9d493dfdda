import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { conflict } from '@pvs/core/errors';
import type { UnpackContext } from './extraction.ts';
import { listDirectory } from './list-directory.ts';
import type { PackageEntry } from './package-entry.ts';
import { invalidPackage, packageError } from './package-error.ts';
import { detectPackageKind, requirePackageKind, type PackageKind } from './package-kind.ts';
import { createBudget, type PackageLimits } from './package-limits.ts';
import { unpackTar } from './unpack-tar.ts';
import { unpackZip } from './unpack-zip.ts';

/**
 * Unpacks a package (tar, tar.gz, tar.zst, zip, or a directory as it is) and the archives inside it into a directory
 * that is empty or not there yet; nothing is written anywhere else. What it is, its content decides. Files of a
 * directory stay where they are. Entries come sorted by path. After an error the directory may hold a part.
 * @throws InvalidInput `UnsafePackage` naming the entry, `InvalidPackage` with the reason; LimitExceeded
 *   `PackageTooLarge`; NotFound; SourceUnavailable where the disk fails
 */
export async function unpackPackage(
  file: string,
  intoDir: string,
  limits: PackageLimits,
  signal: AbortSignal = new AbortController().signal,
): Promise<PackageEntry[]> {
  const kind = await requirePackageKind(file);
  await mkdir(intoDir, { recursive: true });
  if ((await readdir(intoDir)).length > 0)
    throw conflict(`${intoDir} is not empty, so nothing is unpacked into it`);
  const budget = createBudget(limits, kind === 'directory' ? Infinity : (await stat(file)).size);
  const context: UnpackContext = { limits, budget, signal };
  const top = await unpackOne(kind, file, resolve(intoDir), context);
  const entries = await expandNested(top, resolve(intoDir), context, limits.nestedDepth);
  if (entries.length === 0) throw invalidPackage('it holds no files');
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function unpackOne(
  kind: PackageKind,
  file: string,
  intoDir: string,
  context: UnpackContext,
): Promise<readonly PackageEntry[]> {
  try {
    switch (kind) {
      case 'directory':
        return await listDirectory(resolve(file), context);
      case 'zip':
        return await unpackZip(file, intoDir, context);
      case 'tar':
        return await unpackTar(file, 'none', intoDir, context);
      case 'tar.gz':
        return await unpackTar(file, 'gzip', intoDir, context);
      case 'tar.zst':
        return await unpackTar(file, 'zstd', intoDir, context);
    }
  } catch (error) {
    throw packageError(error, kind);
  }
}

/** Puts directories of their names in the place of archives, as deep as allowed. */
async function expandNested(
  entries: readonly PackageEntry[],
  intoDir: string,
  context: UnpackContext,
  depth: number,
): Promise<PackageEntry[]> {
  if (depth === 0) return [...entries];
  const expanded: PackageEntry[] = [];
  for (const entry of entries) {
    const kind = await nestedKind(entry);
    if (kind) expanded.push(...(await expandOne(kind, entry, intoDir, context, depth)));
    else expanded.push(entry);
  }
  return expanded;
}

/** Both name and content: office documents and map overlays are zips, too, but no packages. */
async function nestedKind({ path, file }: PackageEntry): Promise<PackageKind | undefined> {
  return /\.(tar|tgz|tar\.gz|tzst|tar\.zst|zip)$/i.test(path) ? detectPackageKind(file) : undefined;
}

async function expandOne(
  kind: PackageKind,
  { path, file }: PackageEntry,
  intoDir: string,
  context: UnpackContext,
  depth: number,
): Promise<PackageEntry[]> {
  const place = join(intoDir, path);
  const aside = await mkdtemp(join(intoDir, '.nested-'));
  const inner = await unpackOne(kind, file, aside, context);
  // The archive of a directory package is not ours to remove, and lies elsewhere.
  await rm(place, { force: true });
  await mkdir(dirname(place), { recursive: true });
  await rename(aside, place);
  const moved = inner.map((entry) => ({ ...entry, file: join(place, entry.path) }));
  const deeper = await expandNested(moved, place, context, depth - 1);
  return deeper.map((entry) => ({ ...entry, path: `${path}/${entry.path}` }));
}
