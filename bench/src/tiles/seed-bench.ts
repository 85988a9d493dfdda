import { withMapCache, type Setting } from './map-cache-setting.ts';
import type { SeedFormat } from './map-cache.ts';
import { tileCount } from './seed-area.ts';
import { seedViewServer } from './seed-view-server.ts';
import { type TileStore, tileStores } from './tile-stores.ts';

const FORMATS: readonly SeedFormat[] = ['png', 'jpeg'];

/**
 * Tiles seeded a second, by us and by `mapcache_seed` with MapServer: same COG, zooms, metatiles and formats;
 * alternating. Each format begins with nothing: of kept PNG tiles JPEG ones would be made without drawing.
 */
export async function seedBench([path]: readonly string[]): Promise<void> {
  const store = tileStores.find(({ name }) => name === 'memory')!;
  await withMapCache(path, async (setting) => {
    for (const format of FORMATS)
      await setting.withOurs(store, (_ours, directory) => seedBoth(setting, directory, format, store));
  });
}

/** Seeds our stack in `directory`, then MapCache. */
export async function seedBoth(
  { area, scene, mapCache }: Setting,
  directory: string,
  format: SeedFormat,
  { name, theirs }: TileStore,
): Promise<void> {
  const report = await seedViewServer(directory, scene.id, area, format);
  const theirSeconds = await mapCache.seed(area, format, theirs);
  if (report.miss < tileCount(area) / 2) throw new Error(`not drawn: ${JSON.stringify(report)}`);
  const [ourRate, theirRate] = [report.miss / report.seconds, tileCount(area) / theirSeconds];
  console.log(
    `seeding ${format}, ${name}: ${report.miss} tiles drawn in ${report.seconds} s = ${ourRate.toFixed(0)}/s; mapcache_seed to ${theirs} ${theirRate.toFixed(0)}/s; ${(ourRate / theirRate).toFixed(2)} times as many`,
  );
}
