import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { PMTiles } from 'pmtiles';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '@pvs/core/testing/chaos/seeded-random';
import { hilbertTile } from './hilbert-curve.ts';
import { pmtilesArchive } from './pmtiles-archive.ts';
import type { ArchiveAbout } from './tile-archive.ts';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'pvs-pmtiles-'))));
afterAll(() => rm(directory, { recursive: true }));

const about = {
  ...{ name: 'Ä', description: '', attribution: '© us', format: 'png', minZoom: 3, maxZoom: 9 },
  bounds: [-10.5, 20.25, 30, 60],
} satisfies ArchiveAbout as ArchiveAbout;

/** Bytes of a file for PMTiles' own reader. */
async function open(path: string): Promise<PMTiles> {
  const file = await readFile(path);
  return new PMTiles({
    getKey: () => path,
    getBytes: async (offset, length) => {
      const { buffer, byteOffset } = file.subarray(offset, offset + length);
      return {
        data: buffer.slice(byteOffset, byteOffset + Math.min(length, file.length - offset)) as ArrayBuffer,
      };
    },
  });
}

async function write(
  name: string,
  zoom: number,
  tiles: readonly (readonly [position: number, body: string])[],
) {
  const path = join(directory, name);
  const archive = pmtilesArchive(path);
  for (const [position, body] of tiles) archive.add(hilbertTile(zoom, position), Buffer.from(body));
  await archive.finish(about);
  return open(path);
}

const textOf = async (archive: PMTiles, zoom: number, position: number) => {
  const { column, row } = hilbertTile(zoom, position);
  const found = await archive.getZxy(zoom, column, row);
  return found && Buffer.from(found.data).toString();
};

test('tiles are found by PMTiles’ own reader, and what was not added is not', async () => {
  const bodies = fc.array(fc.constantFrom('a', 'b', 'a longer one', ''), { minLength: 1, maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(bodies, async (list) => {
      const tiles = list.flatMap((body, position) => (body === '' ? [] : [[position, body] as const]));
      if (tiles.length === 0) return;
      const archive = await write('few.pmtiles', 5, tiles);
      for (const [position, body] of list.entries())
        expect(await textOf(archive, 5, position)).toBe(body === '' ? undefined : body);
      const header = await archive.getHeader();
      expect(header.numAddressedTiles).toBe(tiles.length);
      expect(header.numTileContents).toBe(new Set(tiles.map(([, body]) => body)).size);
      const runs = tiles.filter(([position, body], i) => {
        const before = tiles[i - 1];
        return !(before?.[0] === position - 1 && before[1] === body);
      });
      expect(header.numTileEntries).toBe(runs.length);
    }),
    { numRuns: 30 },
  );
});

test('its header and metadata say what it is', async () => {
  const archive = await write('about.pmtiles', 4, [[7, 'x']]);
  expect(await archive.getHeader()).toMatchObject({
    ...{ specVersion: 3, clustered: true, internalCompression: 2, tileCompression: 1, tileType: 2 },
    ...{ minZoom: 3, maxZoom: 9, minLon: -10.5, minLat: 20.25, maxLon: 30, maxLat: 60 },
    ...{ centerZoom: 3, centerLon: 9.75, centerLat: 40.125 },
  });
  expect(await archive.getMetadata()).toEqual({ name: 'Ä', attribution: '© us', type: 'overlay' });
});

test('forty thousand tiles have leaf directories, behind a root within the first 16 KiB', async () => {
  // Bodies of lengths without an order: entries that no compression makes small.
  const random = seededRandom(1);
  const tiles = Array.from(
    { length: 40_000 },
    (_, i) => [i * 3 + (i % 2), `${i} `.repeat(1 + Math.floor(random() * 40))] as const,
  );
  const archive = await write('many.pmtiles', 9, tiles);
  const header = await archive.getHeader();
  expect(header.rootDirectoryOffset + header.rootDirectoryLength).toBeLessThanOrEqual(16_384);
  expect(header.leafDirectoryLength).toBeGreaterThan(0);
  for (let i = 0; i < tiles.length; i += 977) {
    const [position, body] = tiles[i]!;
    expect(await textOf(archive, 9, position)).toBe(body);
    expect(await textOf(archive, 9, position + 1 + ((i + 1) % 2))).toBeUndefined();
  }
});

test('an archive that is given up leaves nothing behind', async () => {
  const before = await readdir(directory);
  const archive = pmtilesArchive(join(directory, 'never.pmtiles'));
  archive.add({ zoom: 0, column: 0, row: 0 }, Buffer.from('x'));
  await archive.abandon();
  expect(await readdir(directory)).toEqual(before);
});
