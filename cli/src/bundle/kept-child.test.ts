import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptChild } from './kept-child.ts';
import { endLeftovers } from './process-records.ts';

let runDir: string;
let spawned: ChildProcess[];
let said: string[];

beforeEach(async () => {
  runDir = await mkdtemp(join(tmpdir(), 'pvs-kept-'));
  [spawned, said] = [[], []];
});

afterEach(() => rm(runDir, { recursive: true, force: true }));

function keep(command: string): KeptChild {
  const plan = {
    name: 'part',
    spawn() {
      const child = spawn('sh', ['-c', command], { detached: true });
      spawned.push(child);
      return child;
    },
  };
  return new KeptChild(plan, runDir, (line) => said.push(line));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('a child that ends is started again and what happened is said', async () => {
  const part = keep('exit 3');
  part.start();
  await until(() => spawned.length === 2);
  await part.stop(1000);
  expect(said[0]).toMatch(/^part ended \(exit code 3\): starting it again/);
});

test('a child that is stopped stays so and leaves no record', async () => {
  const part = keep('exec sleep 60');
  await once(part.start(), 'spawn');
  await part.stop(5000);
  expect(spawned.map(({ signalCode }) => signalCode)).toEqual(['SIGTERM']);
  expect(await readdir(runDir)).toEqual([]);
  expect(said).toEqual([]);
});

test('a child that does not heed SIGTERM is killed', async () => {
  const part = keep('trap "" TERM; echo ready; while :; do sleep 0.1; done');
  const child = part.start();
  if (child.stdout) await once(child.stdout, 'data');
  await part.stop(200);
  expect(child.signalCode).toBe('SIGKILL');
});

test('a program that is not there is tried again without end', async () => {
  const part = new KeptChild(
    {
      name: 'part',
      spawn() {
        const child = spawn('/no/such/program');
        spawned.push(child);
        return child;
      },
    },
    runDir,
    (line) => said.push(line),
  );
  part.start();
  await until(() => spawned.length === 2);
  await part.stop(100);
  expect(said[0]).toContain('/no/such/program');
});

test('what a killed run left is ended, by its record', async () => {
  const part = keep('exec sleep 60');
  await once(part.start(), 'spawn');
  await until(() => spawned[0]?.pid !== undefined);
  while ((await readdir(runDir)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const stopping = once(spawned[0] as ChildProcess, 'exit');
  expect(await endLeftovers(runDir, 5000)).toEqual(['part']);
  await stopping;
  await part.stop(1000);
  expect(await endLeftovers(runDir, 5000)).toEqual([]);
});
