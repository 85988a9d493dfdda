import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArchiveEntry } from './archive-entry.ts';
import { packageFormats, requirePackageFormat } from './package-formats.ts';
import { writeZip } from './write-zip.ts';

let directory: string;
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'pvs-archive-'))));
afterAll(() => rmSync(directory, { recursive: true }));

const modified = new Date('2018-06-01T10:20:30Z');
const long = `${'long-'.repeat(40)}ü.tif`;
const files = new Map([
  ['A.tif', Buffer.from('some bytes')],
  ['empty', Buffer.alloc(0)],
  [long, Buffer.alloc(100_000, 'abcdefg')],
]);

async function* entries(): AsyncGenerator<ArchiveEntry> {
  for (const [name, bytes] of files) {
    const body = name === long ? Readable.from([bytes.subarray(0, 999), bytes.subarray(999)]) : bytes;
    yield { name, sizeBytes: bytes.length, modified, body };
  }
}

const read = `
import json, sys, tarfile, zipfile, datetime
path = sys.argv[1]
if zipfile.is_zipfile(path):
    with zipfile.ZipFile(path) as z:
        assert z.testzip() is None
        print(json.dumps([[i.filename, len(z.read(i)), list(i.date_time)[0]] for i in z.infolist()]))
else:
    with tarfile.open(path) as t:
        print(json.dumps([[m.name, len(t.extractfile(m).read()), datetime.datetime.fromtimestamp(m.mtime).year] for m in t.getmembers()]))
`;

describe.runIf(spawnSync('python3', ['--version']).error === undefined)('by another implementation', () => {
  test.each(packageFormats)('$mediaType is read', async ({ write, extension }) => {
    const path = join(directory, `a.${extension}`);
    writeFileSync(path, await buffer(write(entries())));
    const listed: unknown = JSON.parse(execFileSync('python3', ['-c', read, path], { encoding: 'utf8' }));
    expect(listed).toEqual([...files].map(([name, bytes]) => [name, bytes.length, 2018]));
  });
});

/** With the structures of files beyond 4 GB, at sizes that tests can have; a real one of 6.7 GB was read alike. */
describe('a zip with places and sizes in 64 bits', () => {
  const write = async (wideFrom: number) => {
    const path = join(directory, `${wideFrom}.zip`);
    writeFileSync(path, await buffer(writeZip(entries(), wideFrom)));
    return path;
  };

  test.runIf(spawnSync('python3', ['--version']).error === undefined).each([0, 500, 150_000])(
    'from %i on is read by Python',
    async (wideFrom) => {
      const listed: unknown = JSON.parse(
        execFileSync('python3', ['-c', read, await write(wideFrom)], { encoding: 'utf8' }),
      );
      expect(listed).toEqual([...files].map(([name, bytes]) => [name, bytes.length, 2018]));
    },
  );

  test.runIf(spawnSync('unzip', ['-v']).error === undefined)('is read by Info-ZIP', async () => {
    const said = execFileSync('unzip', ['-t', await write(500)], { encoding: 'utf8' });
    expect(said).toContain('No errors detected');
  });
});

test.each(packageFormats.filter(({ bytesOf }) => bytesOf))(
  'the size of $mediaType is told before',
  async ({ write, bytesOf }) => {
    const all = [...files].map(([name, bytes]) => ({ name, sizeBytes: bytes.length, modified }));
    for (const some of [all, all.slice(0, 1), []]) {
      async function* listed(): AsyncGenerator<ArchiveEntry> {
        for (const file of some) yield { ...file, body: files.get(file.name)! };
      }
      expect(bytesOf!(some)).toBe((await buffer(write(listed()))).length);
    }
  },
);

test('sizes that take 64 bits are counted', () => {
  const large = { name: 'a', sizeBytes: 5e9, modified };
  const [zip, tar] = packageFormats.map(({ bytesOf }) => bytesOf?.([large, { ...large, name: 'b' }]));
  // Headers, fields of 64-bit sizes, sums, the directory with the place of the second file, both ends.
  expect(zip).toBe(1e10 + 2 * (30 + 1 + 20 + 24) + (46 + 1 + 20) + (46 + 1 + 28) + 76 + 22);
  expect(tar).toBe(512 * (2 * (1 + Math.ceil(5e9 / 512)) + 2));
});

test('a file that is shorter than announced breaks the archive off', async () => {
  async function* wrong(): AsyncGenerator<ArchiveEntry> {
    yield { name: 'a', sizeBytes: 5, modified, body: Buffer.from('four') };
  }
  for (const { write } of packageFormats)
    await expect(buffer(write(wrong()))).rejects.toThrow(/'a' has 4 bytes, not the 5/);
});

test('words for formats', () => {
  expect(requirePackageFormat(undefined).extension).toBe('zip');
  expect(requirePackageFormat('application/x-tar; compression=none').extension).toBe('tar');
  expect(() => requirePackageFormat('rar')).toThrow(/'rar'.*application\/zip, application\/x-tar/);
});
