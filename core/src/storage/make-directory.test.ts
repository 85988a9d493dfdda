import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDirectory } from './make-directory.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-make-'));
});

afterAll(() => rm(root, { recursive: true }));

test('what is missing is made, by several at once, and what is there is left', async () => {
  const path = join(root, 'a/b/c');
  await Promise.all([makeDirectory(path), makeDirectory(path), makeDirectory(join(path, 'd'))]);
  await makeDirectory(path);
  expect((await stat(join(path, 'd'))).isDirectory()).toBe(true);
});

test('the mode is that of all that are made', async () => {
  await makeDirectory(join(root, 'secret/keys'), 0o700);
  for (const each of ['secret', 'secret/keys'])
    expect((await stat(join(root, each))).mode & 0o777).toBe(0o700);
});

test.each([
  ['in a file', 'file/a/b', 'ENOTDIR'],
  ['where a file is', 'file', 'EEXIST'],
])('nothing is made %s', async (_, below, code) => {
  await writeFile(join(root, 'file'), '');
  await expect(makeDirectory(join(root, below))).rejects.toMatchObject({ code });
});

test.runIf(process.platform === 'linux').each(['/proc/x', '/proc/x/y'])(
  '%s ends with an error',
  async (path) => {
    await expect(makeDirectory(path)).rejects.toMatchObject({ code: 'ENOENT', path: '/proc/x' });
  },
);
