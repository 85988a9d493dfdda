import { open, stat } from 'node:fs/promises';
import { notFound } from '@pvs/core/errors';
import { invalidPackage } from './package-error.ts';
import { describeStranger } from './describe-stranger.ts';

/** How a package is packed. */
export type PackageKind = 'directory' | 'tar' | 'tar.gz' | 'tar.zst' | 'zip';

const HEADER = 512;

/** What the path holds by its content, whatever its name; undefined where it is no package. */
export async function detectPackageKind(path: string): Promise<PackageKind | undefined> {
  if ((await statOf(path)).isDirectory()) return 'directory';
  return archiveKind(await firstBytes(path));
}

/**
 * {@link detectPackageKind} of what has to be one.
 * @throws NotFound where there is nothing; InvalidInput `InvalidPackage` saying what it is instead
 */
export async function requirePackageKind(path: string): Promise<PackageKind> {
  const kind = await detectPackageKind(path);
  if (kind) return kind;
  const { size } = await statOf(path);
  const found = describeStranger(await firstBytes(path), size);
  throw invalidPackage(`${found}, which is no tar, tar.gz, tar.zst, zip or directory`);
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    throw notFound(`there is no package at ${path}`, { cause: error });
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER), 0, HEADER, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function archiveKind(start: Buffer): PackageKind | undefined {
  // APPNOTE 4.3.7 and, for a zip without entries, 4.3.16.
  if (['PK\x03\x04', 'PK\x05\x06'].includes(start.toString('latin1', 0, 4))) return 'zip';
  // RFC 1952 §2.3.1: gzip with its one compression method.
  if (start[0] === 0x1f && start[1] === 0x8b && start[2] === 8) return 'tar.gz';
  // RFC 8878 §3.1.1.
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return 'tar.zst';
  return isTarHeader(start) ? 'tar' : undefined;
}

/** POSIX.1-1988 ustar and GNU have a magic word; archives older than that are told by their checksum. */
function isTarHeader(start: Buffer): boolean {
  if (start.toString('latin1', 257, 262) === 'ustar') return true;
  if (start.length < HEADER) return false;
  const sum = start.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  return (
    sum > 8 * 0x20 && sum === parseInt(start.toString('latin1', 148, 156).replaceAll('\0', ' ').trim(), 8)
  );
}
