import { peakMemoryMb } from '../wms/process-usage.ts';
import type { Contender } from '../wms/contender.ts';
import { compareRequests, type Side } from './compare-requests.ts';
import { type Setting, withMapCache } from './map-cache-setting.ts';
import type { SeedArea } from './seed-area.ts';
import { seedBoth } from './seed-bench.ts';
import { type TileStore, tileStores } from './tile-stores.ts';

const TILES = 1000;
/** So that both sides have the same to do: without pauses whoever answers faster is asked more. */
const PAUSE_MS = 3;

/**
 * Warm tiles a second beside MapCache, from memory and from each store, and as 304s; alternating. Arguments are names
 * of stores to compare, and the path of a COG.
 */
export async function tilesBench(args: readonly string[]): Promise<void> {
  const chosen = tileStores.filter(({ name }) => args.includes(name));
  const path = args.find((arg) => !tileStores.some(({ name }) => name === arg));
  await withMapCache(path, async (setting) => {
    for (const store of chosen.length > 0 ? chosen : tileStores)
      await setting.withOurs(store, (ours, directory) => compareStore(setting, store, ours, directory));
  });
}

async function compareStore(
  setting: Setting,
  store: TileStore,
  ours: Contender,
  directory: string,
): Promise<void> {
  const { area, scene, mapCache } = setting;
  await seedBoth(setting, directory, 'png', store);
  const tiles = pickTiles(area);
  const our: Side = {
    contender: ours,
    paths: tiles.map(([z, x, y]) => `/cache/tiles/${scene.id}/WebMercatorQuad/${z}/${x}/${y}.png`),
  };
  const their: Side = {
    contender: mapCache,
    paths: tiles.map((address) => mapCache.tilePath(address, store.theirs)),
  };
  await compareRequests(`warm tiles, ${store.name}`, our, their, directory);
  await compareRequests(
    `warm tiles, ${store.name}, clients that pause`,
    { ...our, pauseMs: PAUSE_MS },
    { ...their, pauseMs: PAUSE_MS },
    directory,
  );
  // That a client has a tile is known without the store.
  if (store.name === 'memory') {
    await compareRequests(
      '304s',
      { ...our, headers: await validators(our, 'etag', 'If-None-Match') },
      { ...their, headers: await validators(their, 'last-modified', 'If-Modified-Since') },
      directory,
    );
  }
  for (const { name, processes } of [ours, mapCache])
    console.log(`${name}: at most ${peakMemoryMb(processes()).toFixed(0)} MB in all processes together`);
}

/** What a client that has each tile sends along. */
async function validators({ contender, paths }: Side, given: string, sent: string) {
  const { origin } = new URL(contender.url);
  return Promise.all(
    paths.map(async (path) => {
      const response = await fetch(origin + path);
      await response.arrayBuffer();
      return { [sent]: response.headers.get(given) ?? '' };
    }),
  );
}

/** Tiles of the area in an order that jumps about. */
function pickTiles({ ranges }: SeedArea): (readonly [number, number, number])[] {
  const all = ranges.flatMap(({ zoom, minColumn, maxColumn, minRow, maxRow }) =>
    Array.from({ length: (maxColumn - minColumn + 1) * (maxRow - minRow + 1) }, (_, i) => {
      const width = maxColumn - minColumn + 1;
      return [zoom, minColumn + (i % width), minRow + Math.floor(i / width)] as const;
    }),
  );
  const step = Math.max(1, Math.floor(all.length / TILES));
  return all.filter((_, i) => i % step === 0).slice(0, TILES);
}
