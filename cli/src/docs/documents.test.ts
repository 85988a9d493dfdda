import { expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { outdatedDocuments } from './write-documents.ts';

test('the generated documents say what the code says (npm run docs writes them)', async () => {
  expect(await outdatedDocuments()).toEqual([]);
});

test('every command has a name of its own and code that loads', async () => {
  expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  for (const command of commands) expect(await command.load()).toBeTypeOf('function');
});
