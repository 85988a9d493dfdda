import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runPvs } from './start-stack.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-refused-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test.each([
  ['an unknown key', 'stack: x\ntitle: X\ncolections: [{ id: A }]\n', /x\.yml:\d+: .*colections/],
  [
    'a wrong type',
    'stack: x\ntitle: X\ncollections: [{ id: A }]\nlimits:\n  maxWidthPx: wide\n',
    /x\.yml:5: limits\.maxWidthPx: .*number/,
  ],
  [
    'an unknown collection',
    'stack: x\ntitle: X\ncollections: [{ id: A }]\nunclassified: { collection: B }\n',
    /unclassified\.collection: 'B' is not a collection/,
  ],
  ['no YAML', 'stack: [\n', /x\.yml:\d+: /],
])('a configuration with %s is refused before anything starts', async (_, yaml, message) => {
  const path = join(directory, 'x.yml');
  await writeFile(path, yaml);
  const data = join(directory, 'data');
  const refused = await runPvs(['up', '--port', '0', '--data', data], { PVS_CONFIG: path });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(message);
  expect(refused.stderr).not.toMatch(/\n {4}at /);
  expect(refused.stdout).toBe('');
  expect(existsSync(data)).toBe(false);
});

test('a port that is taken is refused', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const refused = await runPvs(['up', '--port', String(port), '--data', join(directory, 'data')]);
  server.close();
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(`port ${port}`);
});

test.each([
  [['up', '--port', '70000'], 'PVS_PORT'],
  [['up', '--nonsense'], '--nonsense'],
  [['nonsense'], 'nonsense'],
  [['run', 'nonsense'], 'preprocessor, registrar'],
  [['ingest'], 'path'],
  [['retry'], '--all'],
  [['seed', 'yesterday'], 'yesterday'],
  [['cache', 'empty'], 'stats, gc and export'],
])('%j is misuse: code 2 and one message', async (args, named) => {
  const refused = await runPvs(args);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(named);
});
