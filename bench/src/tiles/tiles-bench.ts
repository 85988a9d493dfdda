import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { awaitPictures } from '../wms/await-pictures.ts';
import { type BenchScene, describeScene, makeScenes } from '../wms/bench-scene.ts';
import type { Contender } from '../wms/contender.ts';
import { installHint, missingPrograms, startMapServer } from '../wms/map-server.ts';
import { peakMemoryMb } from '../wms/process-usage.ts';
import { runRequests, type RoundResult } from '../wms/run-wrk.ts';
import { startViewServer } from '../wms/view-server.ts';
import { type MapCache, missingForMapCache, type SeedFormat, startMapCache } from './map-cache.ts';
import { type SeedArea, seedAreaOf, tileCount } from './seed-area.ts';
import { seedViewServer } from './seed-view-server.ts';

const ROUNDS = 3;
const ROUND_S = Number(process.env['PVS_BENCH_SECONDS'] ?? 6);
const CONNECTIONS = 16;
const TILES = 1000;
const MIN_ZOOM = 10;
const MAX_ZOOM = 13;
const FORMATS: readonly SeedFormat[] = ['png', 'jpeg'];

interface Bench {
  readonly directory: string;
  readonly layer: string;
  readonly area: SeedArea;
  readonly ours: Contender;
  readonly mapCache: MapCache;
}

/** Tiles seeded a second, by us and by `mapcache_seed` with MapServer: same COG, zooms, formats; alternating. */
export async function seedBench(args: readonly string[]): Promise<void> {
  await withBoth(args, async (bench) => {
    for (const format of FORMATS) await seedBoth(bench, format);
  });
}

/** Warm tiles a second beside MapCache: from memory, and as 304s; alternating. */
export async function tilesBench(args: readonly string[]): Promise<void> {
  await withBoth(args, async (bench) => {
    await seedBoth(bench, 'png');
    const { ours, mapCache, directory } = bench;
    const addresses = pickTiles(bench.area);
    const ourPaths = addresses.map(
      ([z, x, y]) => `/cache/tiles/${bench.layer}/WebMercatorQuad/${z}/${x}/${y}.png`,
    );
    const theirPaths = addresses.map(([z, x, y]) => mapCache.tilePath('png', z, x, y));
    const origin = new URL(ours.url).origin;
    const etags = await Promise.all(
      ourPaths.map(async (path) => (await fetch(origin + path)).headers.get('etag') ?? ''),
    );
    const dates = await Promise.all(
      theirPaths.map(
        async (path) => (await fetch(new URL(mapCache.url).origin + path)).headers.get('last-modified') ?? '',
      ),
    );
    const load = { seconds: ROUND_S, connections: CONNECTIONS };
    const warm = [
      { contender: ours, load: { ...load, paths: ourPaths } },
      { contender: mapCache, load: { ...load, paths: theirPaths } },
    ];
    const known = [
      {
        contender: ours,
        load: { ...load, paths: ourPaths, headers: etags.map((tag) => ({ 'If-None-Match': tag })) },
      },
      {
        contender: mapCache,
        load: { ...load, paths: theirPaths, headers: dates.map((date) => ({ 'If-Modified-Since': date })) },
      },
    ];
    await compare('warm tiles', warm, directory);
    await compare('304s', known, directory);
    for (const { name, processes } of [ours, mapCache])
      console.log(`${name}: at most ${peakMemoryMb(processes()).toFixed(0)} MB in all processes together`);
  });
}

async function withBoth(args: readonly string[], run: (bench: Bench) => Promise<void>): Promise<void> {
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
  const started: Contender[] = [];
  try {
    const path = args[0] === undefined ? makeScenes(directory)[0]! : resolve(args[0]);
    const scene: BenchScene = describeScene(path, 'scene0');
    const processes = availableParallelism();
    const ours = await startViewServer([scene], join(directory, 'pvs'));
    started.push(ours);
    await awaitPictures(ours, scene);
    const mapServer = await startMapServer([scene], join(directory, 'mapserver'), processes);
    started.push(mapServer);
    const mapCache = await startMapCache(mapServer.url, scene.id, join(directory, 'mapcache'));
    started.push(mapCache);
    const area = seedAreaOf(scene, MIN_ZOOM, MAX_ZOOM, processes);
    console.log(
      `${path}: ${tileCount(area)} tiles of zooms ${MIN_ZOOM}–${MAX_ZOOM}, ${processes} processes each`,
    );
    await run({ directory: join(directory, 'pvs'), layer: scene.id, area, ours, mapCache });
  } finally {
    for (const contender of started) await contender.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function seedBoth({ directory, layer, area, mapCache }: Bench, format: SeedFormat): Promise<void> {
  const report = await seedViewServer(directory, layer, area, format);
  const theirSeconds = await mapCache.seed(area, format);
  if (report.miss < tileCount(area) / 2) throw new Error(`not drawn: ${JSON.stringify(report)}`);
  const [ours, theirs] = [report.miss / report.seconds, tileCount(area) / theirSeconds];
  console.log(
    `seeding ${format}: ${report.miss} tiles drawn in ${report.seconds} s = ${ours.toFixed(0)}/s; mapcache_seed ${theirs.toFixed(0)}/s; ${(ours / theirs).toFixed(2)} times as many`,
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

interface Side {
  readonly contender: Contender;
  readonly load: Parameters<typeof runRequests>[1];
}

async function compare(what: string, sides: readonly Side[], directory: string): Promise<void> {
  const results = sides.map((): RoundResult[] => []);
  for (const { contender, load } of sides) await runRequests(contender, load, directory);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, { contender, load }] of sides.entries()) {
      const result = await runRequests(contender, load, directory);
      results[i]!.push(result);
      console.log(
        `${what}, round ${round + 1}, ${contender.name}: ${result.requestsPerS.toFixed(0)} requests/s, p50 ${result.p50Ms.toFixed(2)} ms, p99 ${result.p99Ms.toFixed(2)} ms, CPU ${(result.cpuMsPerRequest * 1000).toFixed(0)} µs a request`,
      );
    }
  }
  const median = (list: readonly RoundResult[], pick: (result: RoundResult) => number) =>
    list.map(pick).toSorted((a, b) => a - b)[list.length >> 1]!;
  const [ours, theirs] = results;
  const ratio = (pick: (result: RoundResult) => number) =>
    (median(ours!, pick) / median(theirs!, pick)).toFixed(2);
  console.log(
    `${what}: ${ratio((r) => r.requestsPerS)} times the requests/s, ${ratio((r) => r.p99Ms)} of the p99 (medians)`,
  );
}
