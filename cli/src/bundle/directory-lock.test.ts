import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from './directory-lock.ts';
import { identify } from './process-identity.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pvs-lock-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('a directory is locked once, and again after it was released', async () => {
  const lock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toMatchObject({ code: 'AlreadyRunning' });
  await lock.release();
  await (await lockDirectory(directory)).release();
  expect(await readdir(directory)).toEqual([]);
});

test('of many that take a lock over at once one gets it', async () => {
  await writeFile(join(directory, 'lock.json'), JSON.stringify({ pid: process.pid, started: 'long ago' }));
  const taken = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)));
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('the lock of a process that was killed is taken over', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  await writeFile(join(directory, 'lock.json'), JSON.stringify(identify(child.pid ?? 0)));
  await expect(lockDirectory(directory)).rejects.toMatchObject({ detail: { pid: child.pid } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await lockDirectory(directory)).release();
});

test('a directory that cannot be made is named', async () => {
  await writeFile(join(directory, 'file'), '');
  for (const impossible of ['/proc/pvs', join(directory, 'file', 'data'), join(directory, 'file')])
    await expect(lockDirectory(impossible)).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: expect.stringContaining(`in the directory ${impossible}: `) as string,
    });
});

test.each(['', '{"pid":', '{"pid":1}'])('a lock file that holds %j is nobody’s', async (content) => {
  await writeFile(join(directory, 'lock.json'), content);
  await (await lockDirectory(directory)).release();
});
