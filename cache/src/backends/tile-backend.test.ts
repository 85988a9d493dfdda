import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openStore } from '@pvs/core/storage/open-store';
import { directoryBackend } from './directory-backend.ts';
import { evictTiles } from './evict-tiles.ts';
import { openBackend, tileBackends } from './index.ts';
import { measureTiles } from './measure-tiles.ts';
import { memoryFront } from './memory-front.ts';
import { objectBackend } from './object-backend.ts';
import { sqliteBackend } from './sqlite-backend.ts';
import { type KeptTile, type TileBackend, USE_GRAIN_MS } from './tile-backend.ts';

const root = mkdtempSync(join(tmpdir(), 'pvs-tiles-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let count = 0;
const directory = () => join(root, String((count += 1)));
const DAY = USE_GRAIN_MS;

/** Every kind of backend, opened empty, with a clock of its own. */
const kinds: [string, (now: () => number) => TileBackend][] = [
  ['directory', (now) => directoryBackend(directory(), now)],
  ['sqlite', (now) => sqliteBackend(directory(), now)],
  ['object', (now) => objectBackend(openStore(pathToFileURL(directory()).href), now)],
  ['memory', (now) => memoryFront(sqliteBackend(directory(), now), 1024 ** 2)],
];

const key = (zoom: number, n: number, collection = 'VHR') =>
  `${collection}/WebMercatorQuad/${zoom}/${n}/3-abc.png`;

async function listed(backend: TileBackend, prefix = ''): Promise<KeptTile[]> {
  const tiles: KeptTile[] = [];
  for await (const tile of backend.list(prefix)) tiles.push(tile);
  return tiles.sort((a, b) => (a.key < b.key ? -1 : 1));
}

describe.each(kinds)('the %s backend', (name, open) => {
  test('gives back what was put, over a second putting too, and nothing else', async () => {
    const backend = open(Date.now);
    await backend.put(key(8, 1), Buffer.from('one'));
    await backend.put(key(8, 1), Buffer.from('one'));
    await backend.put(key(15, 2), Buffer.alloc(0));
    expect(await backend.get(key(8, 1))).toEqual(Buffer.from('one'));
    expect(await backend.get(key(15, 2))).toEqual(Buffer.alloc(0));
    expect(await backend.get(key(9, 1))).toBeUndefined();
    expect(await listed(backend)).toMatchObject([
      { key: key(15, 2), sizeBytes: 0 },
      { key: key(8, 1), sizeBytes: 3 },
    ]);
    backend.close();
  });

  test('takes back what it gave, and nothing else', async () => {
    const backend = open(Date.now);
    const tile = Buffer.alloc(5000, 'tile');
    await backend.put(key(8, 1), tile);
    backend.takeBack?.((await backend.get(key(8, 1)))!);
    backend.takeBack?.(tile);
    expect(tile.equals(Buffer.alloc(5000, 'tile'))).toBe(true);
    expect((await backend.get(key(8, 1)))?.equals(tile)).toBe(true);
    backend.close();
  });

  test('lists below a prefix, and removes', async () => {
    const backend = open(Date.now);
    for (const each of [key(8, 1), key(12, 1), key(8, 2, 'OTHER')]) await backend.put(each, Buffer.from('x'));
    expect((await listed(backend, 'VHR/')).map((tile) => tile.key)).toEqual([key(12, 1), key(8, 1)]);
    await backend.remove([key(8, 1), key(8, 2, 'OTHER'), key(20, 5)]);
    expect((await listed(backend)).map((tile) => tile.key)).toEqual([key(12, 1)]);
    expect(await backend.get(key(8, 1))).toBeUndefined();
    backend.close();
  });

  test.skipIf(name === 'memory')('remembers within a day when a tile was read', async () => {
    let now = Date.now();
    const backend = open(() => now);
    await backend.put(key(8, 1), Buffer.from('read'));
    await backend.put(key(8, 2), Buffer.from('not'));
    now += DAY * 1.5;
    await backend.get(key(8, 1));
    await expect.poll(async () => (await listed(backend))[0]?.usedMs).toBeGreaterThan(Date.now() - 1000);
    if (name !== 'object') {
      const [read, not] = await listed(backend);
      expect((read?.usedMs ?? 0) - (not?.usedMs ?? 0)).toBeGreaterThan(DAY);
    }
    backend.close();
  });
});

test.each(kinds)('what a %s backend keeps is counted by collection, set and zoom', async (_, open) => {
  const backend = open(Date.now);
  for (const each of [key(8, 1), key(8, 2), key(12, 1), key(8, 1, 'A.B')])
    await backend.put(each, Buffer.alloc(10));
  const counted = (await measureTiles(backend)).zooms.map(({ collection, zoom, tiles, sizeBytes }) => [
    collection,
    zoom,
    tiles,
    sizeBytes,
  ]);
  expect(counted).toEqual([
    ['A.B', 8, 1, 10],
    ['VHR', 8, 2, 20],
    ['VHR', 12, 1, 10],
  ]);
  backend.close();
});

describe('eviction', () => {
  test.each(['directory', 'sqlite'])('of a %s leaves what was used last, below the limit', async (name) => {
    let now = Date.now();
    const backend = kinds.find(([kind]) => kind === name)![1](() => now);
    for (let n = 0; n < 40; n += 1) {
      if (n % 10 === 0) now += DAY;
      await backend.put(key(12, n), Buffer.alloc(1000));
      // The files' own clock goes its own way: reading after more than a day tells the time of the test.
    }
    now += 2 * DAY;
    for (let n = 0; n < 5; n += 1) await backend.get(key(12, n));
    expect(await evictTiles(backend, 100_000)).toMatchObject({ tiles: 40, removedTiles: 0 });
    const report = await evictTiles(backend, 20_000);
    expect(report).toEqual({ tiles: 40, sizeBytes: 40_000, removedTiles: 22, removedBytes: 22_000 });
    const left = (await listed(backend)).map((tile) => tile.key);
    expect(left).toEqual(expect.arrayContaining([0, 1, 2, 3, 4].map((n) => key(12, n))));
    expect(left.length).toBe(18);
    backend.close();
  });
});

test('two openings of one SQLite directory see each other’s tiles', async () => {
  const path = directory();
  const [a, b] = [sqliteBackend(path), sqliteBackend(path)];
  await a.put(key(8, 1), Buffer.from('one'));
  expect(await b.get(key(8, 1))).toEqual(Buffer.from('one'));
  await b.put(key(8, 2), Buffer.from('two'));
  expect(await a.get(key(8, 2))).toEqual(Buffer.from('two'));
  a.close();
  b.close();
});

test('keys cannot leave the directory', async () => {
  for (const open of [directoryBackend, sqliteBackend]) {
    const backend = open(directory());
    await expect(backend.get('../../etc/passwd')).rejects.toMatchObject({ code: 'InvalidKey' });
    await expect(backend.put('VHR/../../x', Buffer.alloc(1))).rejects.toMatchObject({ code: 'InvalidKey' });
  }
});

test('a URL of no backend is refused with the known ones', () => {
  expect(Object.keys(tileBackends)).toEqual(['file:', 'sqlite:', 's3:']);
  expect(() => openBackend('ftp://x/y')).toThrow(/sqlite:\/\/\/directory/);
});

test('the memory before a directory keeps tiles in no more room than it counts, apart from what is read later', async () => {
  const behind = directoryBackend(directory());
  const front = memoryFront(behind, 1024 ** 2);
  await behind.put(key(1, 1), Buffer.from('first'));
  await behind.put(key(1, 2), Buffer.from('other'));
  const [held, got] = [front.held?.(key(1, 1)), await front.get(key(1, 2))];
  expect([held?.buffer.byteLength, got?.buffer.byteLength]).toEqual([5, 5]);
  expect([String(front.held?.(key(1, 1))), String(front.held?.(key(1, 2)))]).toEqual(['first', 'other']);
  behind.close();
});

test("memory that SQLite's tile was in is free when it is taken back", async () => {
  const backend = sqliteBackend(directory());
  await backend.put(key(1, 1), Buffer.from('tile'));
  const { buffer } = (await backend.get(key(1, 1)))!;
  backend.takeBack!(Buffer.from(buffer));
  expect((buffer as ArrayBuffer).detached).toBe(true);
  backend.close();
});
