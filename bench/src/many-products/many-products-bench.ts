import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { readChanges } from '@pvs/core/catalogue/catalogue-follower';
import { connectDatabase, type Database } from '@pvs/core/catalogue/database';
import { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import { migrate } from '@pvs/core/catalogue/migrate';
import { createLog } from '@pvs/core/observe/log';
import { startRedis } from '@pvs/core/testing/redis-server';
import { findTileMatrixSet } from '@pvs/core/tile-matrix-set/registry';
import { tilesIn } from '@pvs/core/tile-matrix-set/tile-matrix-set';
import { startPostgres } from '../postgres-server.ts';
import { cpuMsOf, peakMemoryMb } from '../wms/process-usage.ts';
import { addOnTop } from './add-on-top.ts';
import { COUNTING, startCounting, statementsSoFar, untilSilent } from './count-statements.ts';
import { COLLECTION, makeCollection } from './make-collection.ts';
import { type ServiceProcess, startProcess } from './start-process.ts';

const PRODUCTS = Number(process.env['PVS_BENCH_PRODUCTS'] ?? 100_000);
const ZOOMS = [3, 8, 13] as const;
const TILES = 20;
const REPEATS = 20;
const SETS = findTileMatrixSet('WorldCRS84Quad')!;

interface Running {
  readonly db: Database;
  readonly cache: ServiceProcess;
  readonly renderer: ServiceProcess;
}

/**
 * Tiles of a collection of a hundred thousand products at the cache over HTTP, one after the other: drawn, kept, hot,
 * and after a product has come on top, at a low, a middle and a high zoom, with the SQL statements that each costs;
 * and the index behind them.
 */
export async function manyProductsBench(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-many-'));
  const storage = join(directory, 'storage');
  const [server, redis] = [await startPostgres(COUNTING), await startRedis()];
  const db = connectDatabase(server.url, 2, createLog('bench', 'silent'));
  const processes: ServiceProcess[] = [];
  try {
    await migrate(db);
    await startCounting(db);
    await makeCollection(db, PRODUCTS, storage);
    const index = await measureIndex(db);
    const config = join(directory, 'stack.yml');
    writeFileSync(config, STACK);
    const variables = {
      ...{ PVS_CONFIG: config, PVS_DATA_DIR: directory, PVS_STORAGE_URL: pathToFileURL(storage).href },
      ...{ PVS_DATABASE_URL: server.url, PVS_REDIS_URL: redis.url },
    };
    const renderer = await startProcess('renderer', variables);
    processes.push(renderer);
    const cache = await startProcess('cache', { ...variables, PVS_RENDERER_URL: renderer.url });
    processes.push(cache);
    for (const { readyAfterS, pid } of [cache])
      console.log(`cache: ready after ${readyAfterS.toFixed(1)} s, ${peakMemoryMb([pid]).toFixed(0)} MB`);
    const reading = await untilSilent(db);
    console.log(
      `renderer: records read after ${reading.toFixed(0)} s more, ${cpuMsOf([renderer.pid]).toFixed(0)} ms CPU since its start, ${peakMemoryMb([renderer.pid]).toFixed(0)} MB`,
    );
    for (const zoom of ZOOMS) await measureZoom(zoom, index, { db, cache, renderer });
  } finally {
    for (const each of processes) await each.stop();
    await db.destroy();
    await redis.stop();
    server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const STACK = `stack: bench
title: Bench
collections: [{ id: ${COLLECTION} }]
tileMatrixSets: [{ id: WorldCRS84Quad }]
`;

/** What JavaScript holds; numbers of typed arrays lie outside of its heap. */
const memoryBytes = () => process.memoryUsage().heapUsed + process.memoryUsage().external;

/** Reads the catalogue as each process does at its start. */
async function measureIndex(db: Database): Promise<FootprintIndex> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const [before, started, cpu] = [memoryBytes(), performance.now(), process.cpuUsage()];
  const index = new FootprintIndex();
  await readChanges(db, index, 0);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  collect();
  const bytes = memoryBytes() - before;
  console.log(
    `index of ${PRODUCTS} products: read in ${seconds.toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s CPU), ${(bytes / 1e6).toFixed(0)} MB, ${(bytes / PRODUCTS).toFixed(0)} bytes a product`,
  );
  return index;
}

/** Tiles that lie where products do, far from each other: path of the tile → a product on it. */
function tilePaths(zoom: number, index: FootprintIndex): Map<string, string> {
  const products = index.select(COLLECTION, [WORLD], [ALWAYS]);
  const paths = new Map<string, string>();
  for (let i = 0; paths.size < TILES && i < products.length; i += 499) {
    const { minX, minY, maxX, maxY } = products[i]!.boxes[0]!;
    const middle = { crs: 'EPSG:4326', minX: (minX + maxX) / 2, minY: (minY + maxY) / 2 };
    const range = tilesIn(SETS, zoom, { ...middle, maxX: middle.minX + 1e-6, maxY: middle.minY + 1e-6 });
    if (range)
      paths.set(
        `/cache/tiles/${COLLECTION}/${SETS.id}/${zoom}/${range.minColumn}/${range.minRow}.png`,
        products[i]!.identifier,
      );
  }
  return paths;
}
const WORLD = { crs: 'EPSG:4326', minX: -180, minY: -90, maxX: 180, maxY: 90 };
const ALWAYS = { beginMs: -Infinity, endMs: Infinity };

async function measureZoom(zoom: number, index: FootprintIndex, running: Running): Promise<void> {
  const tiles = tilePaths(zoom, index);
  const paths = [...tiles.keys()];
  const repeated = Array.from({ length: REPEATS }, (_, n) => paths.map((path) => `${path}?n=${n}`)).flat();
  const hot = Array.from({ length: REPEATS }, () => paths).flat();
  await report(`zoom ${zoom}, drawn`, paths, running);
  // Under addresses that are new to the cache: planned, and read from where they are kept.
  await report(`zoom ${zoom}, kept`, repeated, running);
  await report(`zoom ${zoom}, hot`, hot, running);
  await addOnTop(running.db, [...tiles.values()], running.cache.url);
  await report(`zoom ${zoom}, one on top`, paths, running);
}

async function report(what: string, paths: readonly string[], { db, cache, renderer }: Running) {
  const statements = await statementsSoFar(db);
  const cpuBefore = [cache, renderer].map(({ pid }) => cpuMsOf([pid]));
  const times: number[] = [];
  for (const path of paths) {
    const started = performance.now();
    const answer = await fetch(cache.url + path);
    const body = await answer.arrayBuffer();
    times.push(performance.now() - started);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${Buffer.from(body).toString()}`);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)]!.toFixed(1);
  const cpu = [cache, renderer].map(({ pid }, i) => (cpuMsOf([pid]) - cpuBefore[i]!) / paths.length);
  const each = ((await statementsSoFar(db)) - statements) / paths.length;
  console.log(
    `${what.padEnd(20)} ${paths.length} tiles: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; CPU a tile: cache ${cpu[0]!.toFixed(2)} ms, renderer ${cpu[1]!.toFixed(1)} ms; ${each.toFixed(2)} SQL statements a tile`,
  );
}
