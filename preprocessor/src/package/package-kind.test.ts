import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requirePackageKind } from './package-kind.ts';

test.each([
  ['nothing', Buffer.alloc(0), 'it is empty'],
  ['a tar without files', Buffer.alloc(10_240), 'it begins with zeros, as a tar without files'],
  [
    'a page',
    Buffer.from('<!DOCTYPE html><title>Log in</title>'),
    'it is a web page ("Log in"), which is no tar',
  ],
  ['metadata', Buffer.from('<?xml version="1.0"?>'), 'it is XML'],
  ['an item', Buffer.from('{ "type": "Feature" }'), 'it is JSON'],
  ['a JPEG', Buffer.from('ffd8ffe0', 'hex'), 'it is a JPEG,'],
  ['a raster', Buffer.from('II*\0\x08\0\0\0'), 'it is a TIFF'],
  ['another archive', Buffer.from('Rar!\x1a\x07\x01\0'), 'it is a RAR archive'],
  ['anything else', Buffer.from('a secret'), 'it is a file of 8 bytes, which is no tar'],
])('of %s it is said what it is', async (_, content, said) => {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-kind-'));
  await writeFile(join(directory, 'a'), content);
  await expect(requirePackageKind(join(directory, 'a'))).rejects.toThrow(said);
  await rm(directory, { recursive: true });
});

test('nothing of what a file holds is told', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pvs-kind-'));
  await writeFile(join(directory, 'a'), '-----BEGIN PRIVATE KEY-----');
  const error: unknown = await requirePackageKind(join(directory, 'a')).catch((thrown: unknown) => thrown);
  expect(JSON.stringify(error) + String(error)).not.toContain('PRIVATE');
  await rm(directory, { recursive: true });
});
