import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requirePackageKind } from './package-kind.ts';

test.each([
  ['nothing', Buffer.alloc(0), 'it is empty'],
  ['a tar without files', Buffer.alloc(10_240), 'it begins with zeros, as a tar without files'],
  ['a page', Buffer.from('<html>'), 'it begins with "<html>"'],
])('of %s it is said what it is', async (_, content, said) => {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-kind-'));
  await writeFile(join(directory, 'a'), content);
  await expect(requirePackageKind(join(directory, 'a'))).rejects.toThrow(said);
  await rm(directory, { recursive: true });
});
