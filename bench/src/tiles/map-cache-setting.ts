import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestS3 } from '@pvs/core/testing/s3-endpoint';
import { awaitPictures } from '../wms/await-pictures.ts';
import { type BenchScene, describeScene, makeScenes } from '../wms/bench-scene.ts';
import type { Contender } from '../wms/contender.ts';
import { installHint, missingPrograms, startMapServer } from '../wms/map-server.ts';
import { startViewServer } from '../wms/view-server.ts';
import { type MapCache, METATILE, missingForMapCache, startMapCache } from './map-cache.ts';
import { startObjectEndpoint } from './object-endpoint.ts';
import { type SeedArea, seedAreaOf, tileCount } from './seed-area.ts';
import type { TileStore } from './tile-stores.ts';

const MIN_ZOOM = 10;
const MAX_ZOOM = 13;

/** MapCache over MapServer, a scene, and an S3 endpoint, while they run. */
export interface Setting {
  readonly scene: BenchScene;
  readonly area: SeedArea;
  readonly mapCache: MapCache;
  /** Runs what compares with our stack, as it keeps tiles in a store; it is started and stopped for that. */
  withOurs(store: TileStore, run: (ours: Contender, directory: string) => Promise<void>): Promise<void>;
}

/** Starts everything but our stack, and stops it in the end. `path` is a COG; one is made where it is not given. */
export async function withMapCache(
  path: string | undefined,
  run: (setting: Setting) => Promise<void>,
): Promise<void> {
  const missing = [...missingPrograms(), ...missingForMapCache()];
  if (missing.length > 0) {
    console.error(
      `MapCache cannot be compared: ${installHint(missingPrograms())} ${missingForMapCache().join(' ')}`,
    );
    process.exitCode = 1;
    return;
  }
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-tiles-'));
  // Apache's workers are somebody else.
  chmodSync(directory, 0o755);
  const started: Pick<Contender, 'stop'>[] = [];
  try {
    const file = path === undefined ? makeScenes(directory)[0]! : resolve(path);
    const scene = describeScene(file, 'scene0');
    const processes = availableParallelism();
    const s3 = await startObjectEndpoint(join(directory, 's3'), processes);
    started.push(s3);
    const mapServer = await startMapServer([scene], join(directory, 'mapserver'), processes);
    started.push(mapServer);
    const mapCache = await startMapCache(mapServer.url, scene.id, join(directory, 'mapcache'), s3);
    started.push(mapCache);
    const area = seedAreaOf(scene, MIN_ZOOM, MAX_ZOOM, processes);
    console.log(
      `${file}: ${tileCount(area)} tiles of zooms ${MIN_ZOOM}–${MAX_ZOOM}, ${processes} processes each`,
    );
    await run({ scene, area, mapCache, withOurs: starting(scene, directory, s3) });
  } finally {
    for (const contender of started.toReversed()) await contender.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const starting =
  (scene: BenchScene, parent: string, s3: TestS3): Setting['withOurs'] =>
  async (store, run) => {
    const directory = join(parent, `pvs-${store.name}`);
    const options = store.ours(directory, s3);
    const cache = { ...options.cache, metatile: METATILE };
    const ours = await startViewServer([scene], directory, { ...options, cache });
    try {
      await awaitPictures(ours, scene);
      await run(ours, directory);
    } finally {
      await ours.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  };
