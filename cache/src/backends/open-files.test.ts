import { mkdtempSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { OpenFiles } from './open-files.ts';
import { USE_GRAIN_MS } from './tile-backend.ts';

const directory = mkdtempSync(join(tmpdir(), 'pvs-open-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

test('a file is read again and again; one that is forgotten is looked for anew', () => {
  const files = new OpenFiles(Date.now);
  const path = file('a', 'one');
  for (let i = 0; i < 3; i += 1) expect(files.read(path)).toEqual(Buffer.from('one'));
  unlinkSync(path);
  // What is under a key never changes: until somebody says that it is gone, it is served.
  expect(files.read(path)).toEqual(Buffer.from('one'));
  files.forget(path);
  expect(files.read(path)).toBeUndefined();
  file('a', 'other');
  expect(files.read(path)).toEqual(Buffer.from('other'));
  files.close();
});

test('what is read does not change when the file is read again', () => {
  const files = new OpenFiles(Date.now);
  const [a, b] = [file('b', 'bb'), file('c', 'cc')];
  const first = files.read(a)!;
  first.fill('x');
  expect(files.read(b)).toEqual(Buffer.from('cc'));
  expect(files.read(a)).toEqual(Buffer.from('bb'));
  files.close();
});

test('memory that is taken back holds the next file, larger or smaller', () => {
  const files = new OpenFiles(Date.now);
  const sizes = [10, 70_000, 10, 200_000, 64 * 1024, 0, 5];
  for (const [i, size] of sizes.entries()) {
    const body = files.read(file(`m${i}`, String(i).repeat(size)))!;
    expect(body).toEqual(Buffer.alloc(size, String(i)));
    files.takeBack(body);
  }
  const [a, b] = [files.read(file('m', 'm'))!, files.read(file('n', 'n'))!];
  expect([String(a), String(b)]).toEqual(['m', 'n']);
  files.close();
});

test('it is noted once a day that a file is in use, though it stays open', () => {
  let now = Date.now();
  const files = new OpenFiles(() => now);
  const path = file('d', 'd');
  files.read(path);
  const written = statSync(path).mtimeMs;
  now += USE_GRAIN_MS * 1.5;
  files.read(path);
  expect(statSync(path).mtimeMs - written).toBeGreaterThan(USE_GRAIN_MS);
  files.close();
});

test.skipIf(process.platform !== 'linux')(
  'no more than a bounded number stay open, and none in the end',
  () => {
    const opened = () => readdirSync('/proc/self/fd').length;
    const before = opened();
    const files = new OpenFiles(Date.now);
    for (let i = 0; i < 1500; i += 1) expect(files.read(file(`n${i}`, `${i}`))).toEqual(Buffer.from(`${i}`));
    expect(opened() - before).toBeLessThan(1040);
    expect(files.read(join(directory, 'n0'))).toEqual(Buffer.from('0'));
    files.close();
    expect(opened() - before).toBeLessThan(10);
  },
);
