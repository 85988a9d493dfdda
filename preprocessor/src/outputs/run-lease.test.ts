import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore } from '@pvs/core/storage/directory-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { coverageKey, coveragesKey, newRun, reportKey } from '@pvs/core/storage/product-keys';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeLease, openLease, sweepRuns } from './run-lease.ts';

let root: string;
let store: ObjectStore;
const dead = newRun();
const other = newRun();
const later = () => new Date(Date.now() + 1000);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pvs-lease-'));
  store = directoryStore(root);
  for (const run of [dead, other]) {
    for (const key of [coverageKey('p', 'a', run), reportKey('p', 'a', run)])
      await store.write(key, Buffer.from('x'));
  }
  await store.write('p/a.tif', Buffer.from('somebody’s'));
  await openLease(store, dead, 'p');
});
afterEach(() => rm(root, { recursive: true }));

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list('')) found.push(key);
  return found.sort();
}

const kept = [coverageKey('p', 'a', other), reportKey('p', 'a', other), 'p/a.tif'].sort();

it('what a run left that died is removed, and nothing else', async () => {
  expect([...(await sweepRuns(store, later()))].sort()).toEqual(
    [coverageKey('p', 'a', dead), reportKey('p', 'a', dead)].sort(),
  );
  expect(await keys()).toEqual(kept);
});

it('a run whose lease is younger is left alone', async () => {
  const before = await keys();
  expect(await sweepRuns(store, new Date(Date.now() - 60_000))).toEqual([]);
  expect(await keys()).toEqual(before);
});

it('a run that died after its list was written is the product: only its lease goes', async () => {
  const list = coveragesKey('p', 'a');
  await store.write(list, Buffer.from(JSON.stringify({ run: dead, report: '', coverages: [] })));
  const before = await keys();
  expect(await sweepRuns(store, later())).toEqual([]);
  expect(await keys()).toEqual(before.filter((key) => !key.startsWith('.runs/')));
});

it('a lease that cannot be read goes, and one that was closed is not found', async () => {
  await closeLease(store, dead);
  await store.write(`.runs/${other}.json`, Buffer.from('{'));
  expect(await sweepRuns(store, later())).toEqual([]);
  expect((await keys()).filter((key) => key.startsWith('.runs/'))).toEqual([]);
});
