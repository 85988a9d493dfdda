import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tarOf, zipOf } from '../testing/make-archives.ts';
import { testLimits } from '../testing/test-limits.ts';
import type { PackageLimits } from './package-limits.ts';
import { unpackPackage } from './unpack-package.ts';

let work: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'unpack-'));
});
afterEach(() => rm(work, { recursive: true }));

async function unpack(content: Buffer, limits?: Partial<PackageLimits>, signal?: AbortSignal) {
  const file = join(work, 'package.bin');
  await writeFile(file, content);
  return unpackPackage(file, join(work, 'into'), testLimits(limits), signal);
}

const asTar = () => tarOf(['a.xml', '<a/>'], ['data', '', { type: 'directory' }], ['./data//b.tif', 'II*']);

const whole = () => tarOf(['a.bin', Buffer.alloc(3000, 7)], ['b.bin', Buffer.alloc(3000, 7)]);

/** Unpacked texts by path. */
async function contents(...given: Parameters<typeof unpack>): Promise<Record<string, string>> {
  const entries = await unpack(...given);
  return Object.fromEntries(
    await Promise.all(entries.map(async ({ path, file }) => [path, await readFile(file, 'utf8')] as const)),
  );
}

const error = (code: string, message: string | RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

describe('unpackPackage', () => {
  const tree = { 'a.xml': '<a/>', 'data/b.tif': 'II*' };

  it('knows a package by its content, whatever its name', async () => {
    expect(await contents(await asTar())).toEqual(tree);
    await rm(join(work, 'into'), { recursive: true });
    expect(await contents(gzipSync(await asTar()))).toEqual(tree);
    await rm(join(work, 'into'), { recursive: true });
    expect(await contents(zstdCompressSync(await asTar()))).toEqual(tree);
    await rm(join(work, 'into'), { recursive: true });
    const zip = zipOf(
      { name: 'a.xml', content: '<a/>', stored: true },
      { name: 'data/b.tif', content: 'II*' },
    );
    expect(await contents(zip)).toEqual(tree);
  });

  it('gives sizes and absolute paths, sorted by path', async () => {
    const into = join(work, 'into');
    expect(await unpack(await asTar())).toEqual([
      { path: 'a.xml', file: join(into, 'a.xml'), sizeBytes: 4 },
      { path: 'data/b.tif', file: join(into, 'data/b.tif'), sizeBytes: 3 },
    ]);
  });

  it('lists a directory without copying it, but unpacks archives in it', async () => {
    const directory = join(work, 'package');
    await mkdir(join(directory, 'data'), { recursive: true });
    await writeFile(join(directory, 'a.xml'), '<a/>');
    await writeFile(join(directory, 'data/scene.tar'), await tarOf(['b.tif', 'II*']));
    const into = join(work, 'into');
    expect(await unpackPackage(directory, into, testLimits())).toEqual([
      { path: 'a.xml', file: join(directory, 'a.xml'), sizeBytes: 4 },
      { path: 'data/scene.tar/b.tif', file: join(into, 'data/scene.tar/b.tif'), sizeBytes: 3 },
    ]);
    expect(await readdir(join(directory, 'data'))).toEqual(['scene.tar']);
  });

  it('refuses links in a directory', async () => {
    const directory = join(work, 'package');
    await mkdir(directory);
    await symlink('/etc/hostname', join(directory, 'image.tif'));
    await expect(unpackPackage(directory, join(work, 'into'), testLimits())).rejects.toThrow(
      error('UnsafePackage', 'image.tif'),
    );
  });

  it('unpacks archives inside it as deep as told', async () => {
    const innermost = zipOf({ name: 'c.txt', content: 'c' });
    const inner = zstdCompressSync(await tarOf(['b.zip', innermost]));
    const outer = await tarOf(['x/a.tar.zst', inner], ['README.txt', 'r']);
    const one = await unpack(outer, { nestedDepth: 1 });
    expect(one.map(({ path }) => path)).toEqual(['README.txt', 'x/a.tar.zst/b.zip']);
    await rm(join(work, 'into'), { recursive: true });
    expect(await contents(outer, { nestedDepth: 2 })).toEqual({
      'README.txt': 'r',
      'x/a.tar.zst/b.zip/c.txt': 'c',
    });
    await rm(join(work, 'into'), { recursive: true });
    const none = await unpack(outer, { nestedDepth: 0 });
    expect(none.map(({ path }) => path)).toEqual(['README.txt', 'x/a.tar.zst']);
  });

  it('leaves files alone that are archives by name or by content only', async () => {
    const zip = zipOf({ name: 'doc.kml', content: 'k' });
    const entries = await unpack(await tarOf(['overlay.kmz', zip], ['named.zip', 'text']));
    expect(entries.map(({ path }) => path)).toEqual(['named.zip', 'overlay.kmz']);
  });

  it('unpacks only into an empty directory', async () => {
    await mkdir(join(work, 'into'));
    await writeFile(join(work, 'into/old'), '');
    await expect(unpack(await asTar())).rejects.toThrow(error('Conflict', 'not empty'));
  });

  it('says so where there is no package', async () => {
    await expect(unpackPackage(join(work, 'none.tar'), join(work, 'into'), testLimits())).rejects.toThrow(
      error('NotFound', 'none.tar'),
    );
  });

  it('stops where it is aborted', async () => {
    const reason = new AbortController();
    reason.abort();
    await expect(unpack(await asTar(), {}, reason.signal)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    await rm(join(work, 'into'), { recursive: true });
    const zip = zipOf({ name: 'a', content: 'a' });
    await expect(unpack(zip, {}, reason.signal)).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });
});

describe('entries that could reach out', () => {
  it.each([
    ['/abs.txt', 'absolute'],
    ['a/../../b.txt', 'leads out'],
    ['..', 'leads out'],
    ['C:/b.txt', 'drive'],
    ['c:b.txt', 'drive'],
    ['a\\b.txt', 'backslash'],
    ['a\nb.txt', 'control characters'],
  ])('%j is refused in a tar and in a zip', async (name, reason) => {
    await expect(unpack(await tarOf(['ok.txt', 'x'], [name, 'x']))).rejects.toThrow(
      error('UnsafePackage', reason),
    );
    await rm(join(work, 'into'), { recursive: true });
    await expect(unpack(zipOf({ name, content: 'x' }))).rejects.toThrow(error('UnsafePackage', reason));
  });

  it.each(['link', 'symlink', 'character-device', 'block-device', 'fifo'] as const)(
    'refuses a %s',
    async (type) => {
      const tar = await tarOf(['odd', '', { type, linkname: 'ok.txt' }]);
      await expect(unpack(tar)).rejects.toThrow(error('UnsafePackage', 'odd'));
    },
  );

  it('refuses a link, and a device, in a zip', async () => {
    await expect(unpack(zipOf({ name: 'l', content: '/etc', mode: 0o120777 }))).rejects.toThrow(
      error('UnsafePackage', 'symlink'),
    );
    await rm(join(work, 'into'), { recursive: true });
    await expect(unpack(zipOf({ name: 'd', mode: 0o060666 }))).rejects.toThrow(
      error('UnsafePackage', '0o60000'),
    );
  });

  it.each([
    ['the same name twice', ['a.txt', 'a.txt']],
    ['names equal ignoring case', ['d/a.txt', 'd/A.TXT']],
    ['names equal as Unicode', ['\u00e9.txt', 'e\u0301.txt']],
    ['a file in a file', ['a', 'a/b']],
    ['a file for a directory', ['a/b', 'a']],
    ['another spelling', ['a/b', './a//b']],
  ])('refuses %s', async (_, names) => {
    const tar = await tarOf(...names.map((name) => [name, 'x'] as const));
    await expect(unpack(tar)).rejects.toThrow(error('UnsafePackage', 'is not allowed'));
  });
});

describe('damaged packages', () => {
  it.each([
    ['its first header', 100, 'it is a file of 100 bytes'],
    ['the data', 1000, 'Unexpected end of data'],
    ['the padding', 3540, 'Unexpected end of data'],
    ['a later header', 3700, 'Unexpected end of data'],
  ])('refuses a tar cut within %s', async (_, end, message) => {
    const tar = (await whole()).subarray(0, end);
    await expect(unpack(tar)).rejects.toThrow(error('InvalidPackage', message));
  });

  it.each([
    ['any', -1024],
    ['the second block of its', -512],
  ])('takes a tar without %s end marker, as tar does', async (_, end) => {
    expect(await unpack((await whole()).subarray(0, end))).toHaveLength(2);
  });

  it('refuses a zstd cut short, and one that holds no tar', async () => {
    const zstd = zstdCompressSync(await whole());
    await expect(unpack(zstd.subarray(0, -10))).rejects.toThrow(error('InvalidPackage', 'tar.zst'));
    await rm(join(work, 'into'), { recursive: true });
    await expect(unpack(zstdCompressSync('only text'))).rejects.toThrow(error('InvalidPackage', 'tar.zst'));
  });

  it('takes a zstd of several frames', async () => {
    const tar = await whole();
    const frames = [tar.subarray(0, 2000), tar.subarray(2000)].map((part) => zstdCompressSync(part));
    expect(await unpack(Buffer.concat(frames))).toHaveLength(2);
  });

  it('refuses a gzip cut short, and one that holds no tar', async () => {
    const gzip = gzipSync(await whole());
    await expect(unpack(gzip.subarray(0, -10))).rejects.toThrow(error('InvalidPackage', 'tar.gz'));
    await rm(join(work, 'into'), { recursive: true });
    await expect(unpack(gzipSync('only text'))).rejects.toThrow(error('InvalidPackage', 'tar.gz'));
  });

  it('refuses what is packed but empty', async () => {
    await expect(unpack(zipOf())).rejects.toThrow(error('InvalidPackage', 'no files'));
    await rm(join(work, 'into'), { recursive: true });
    await expect(unpack(await tarOf(['d', '', { type: 'directory' }]))).rejects.toThrow(
      error('InvalidPackage', 'no files'),
    );
  });

  it.each([
    ['a wrong checksum', { name: 'a', content: 'aaaa', checksum: 1 }, 'checksum'],
    [
      'a wrong checksum of stored data',
      { name: 'a', content: 'aaaa', stored: true, checksum: 1 },
      'checksum',
    ],
    ['more data than it says', { name: 'a', content: 'aaaa', uncompressedSize: 2 }, 'too many bytes'],
    ['less data than it says', { name: 'a', content: 'aaaa', uncompressedSize: 9 }, 'not enough bytes'],
    ['an encrypted entry', { name: 'a', content: 'aaaa', flags: 1 }, 'encrypted'],
  ])('refuses a zip with %s', async (_, entry, message) => {
    await expect(unpack(zipOf(entry))).rejects.toThrow(error('InvalidPackage', message));
  });

  it('refuses a package because of a damaged archive inside it', async () => {
    const inner = (await whole()).subarray(0, 1000);
    await expect(unpack(await tarOf(['in.tar', inner]))).rejects.toThrow(
      error('InvalidPackage', 'cut short'),
    );
  });
});

describe('limits', () => {
  const zeros = { name: 'zeros', content: '\0'.repeat(100_000) };

  it.each([
    ['total bytes', { maxTotalBytes: 150_000 }, /too large .*: \d+, allowed are 150000/],
    ['bytes of an entry', { maxEntryBytes: 99_999 }, /entry 'zeros' is too large/],
    ['entries', { maxEntries: 1 }, /entries .*: 2, allowed are 1/],
    ['ratio', { maxRatio: 100, ratioFloorBytes: 50_000 }, /over 100 times its size/],
    ['depth', { maxDepth: 1 }, /'deep\/b' is too deep/],
    ['path length', { maxPathLength: 5 }, /too long/],
  ])('refuses more than the allowed %s, packed either way', async (_, limits, message) => {
    const entries = [zeros, { ...zeros, name: 'deep/b' }];
    const tar = gzipSync(await tarOf(...entries.map(({ name, content }) => [name, content] as const)));
    for (const archive of [tar, zipOf(...entries)]) {
      await expect(unpack(archive, limits)).rejects.toThrow(error('PackageTooLarge', message));
      await rm(join(work, 'into'), { recursive: true });
    }
    expect(await unpack(tar)).toHaveLength(2);
  });

  it('bounds how deep archives inside archives go, and what they hold together', async () => {
    let packed = await tarOf(['zeros', Buffer.alloc(30_000)]);
    for (let depth = 0; depth < 6; depth += 1)
      packed = await tarOf(['in.tar', packed], ['more', Buffer.alloc(30_000)]);
    const paths = (await unpack(packed)).map(({ path }) => path);
    expect(paths).toContain('in.tar/in.tar/in.tar/in.tar');
    await rm(join(work, 'into'), { recursive: true });
    await expect(unpack(packed, { maxTotalBytes: 400_000, nestedDepth: 16 })).rejects.toThrow(
      error('PackageTooLarge', 'package is too large'),
    );
  });

  it('counts what archives inside it hold', async () => {
    const outer = await tarOf(['in.zip', zipOf(zeros)]);
    await expect(unpack(outer, { maxTotalBytes: 100_000 })).rejects.toThrow(
      error('PackageTooLarge', 'too large'),
    );
  });

  it('stops writing at the limit', async () => {
    const archive = gzipSync(await tarOf(['big', Buffer.alloc(20_000_000)]));
    await expect(unpack(archive, { maxTotalBytes: 1_000_000 })).rejects.toThrow();
    expect((await readFile(join(work, 'into/big'))).length).toBeLessThanOrEqual(1_000_000);
  });
});
