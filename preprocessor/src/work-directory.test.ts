import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newWorkDirectory, sweepWorkDirectories } from './work-directory.ts';

const DAY_MS = 24 * 3600 * 1000;

it('sweeps the directories of processes that are gone, and no others', async () => {
  const root = await mkdtemp(join(tmpdir(), 'pvs-sweep-'));
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const uuid = crypto.randomUUID();
  const names = {
    dead: `${hostname()}_${gone}_${uuid}`,
    inUse: newWorkDirectory(root).slice(root.length + 1),
    alive: `${hostname()}_${process.ppid}_${uuid}`,
    elsewhere: `another-machine_${gone}_${uuid}`,
    elsewhereLongAgo: `yet-another_${gone}_${uuid}`,
    notOurs: 'something',
  };
  for (const name of Object.values(names)) await mkdir(join(root, name, 'deep'), { recursive: true });
  const long = new Date(Date.now() - 2 * DAY_MS);
  await utimes(join(root, names.elsewhereLongAgo), long, long);
  const swept = await sweepWorkDirectories(root, new Date(Date.now() - DAY_MS));
  expect(swept.toSorted()).toEqual([names.dead, names.elsewhereLongAgo].toSorted());
  expect((await readdir(root)).toSorted()).toEqual(
    [names.inUse, names.alive, names.elsewhere, names.notOurs].toSorted(),
  );
  await rm(root, { recursive: true });
});

it('finds nothing to sweep where there is no directory yet', async () => {
  expect(await sweepWorkDirectories('/nowhere/at/all', new Date())).toEqual([]);
});
