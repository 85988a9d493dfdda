import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { connectDatabase, type Database } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { createLog } from '@pvs/core/observe/log';
import { startRedis } from '@pvs/core/testing/redis-server';
import { startPostgres } from '../postgres-server.ts';
import { cpuMsOf, peakMemoryMb } from '../wms/process-usage.ts';
import { runRequests } from '../wms/run-wrk.ts';
import { describePlans, explainQueries } from './explain-queries.ts';
import { generateArchive } from './generate-archive.ts';
import { COUNT, deepPages, firstPages, PATH } from './search-paths.ts';
import { type SearchService, startSearchService } from './search-service.ts';

const SIZES = (process.env['PVS_BENCH_PRODUCTS'] ?? '10000,1000000').split(',').map(Number);
const SECONDS = Number(process.env['PVS_BENCH_SECONDS'] ?? 10);
const CLIENTS = 10;
const PLANS = join(import.meta.dirname, '../../../docs/catalogue-queries.md');

/**
 * Searches by box, time and clouds at the renderer over HTTP, ten clients at once (`wrk`), in generated catalogues side
 * by side: the first page, and page 1000 of large results. `explain` writes the plans of every kind of query instead.
 * On a cluster of its own, or the server of PVS_BENCH_DATABASE_URL, where filled databases are used again.
 */
export async function catalogueBench([what]: readonly string[]): Promise<void> {
  const given = process.env['PVS_BENCH_DATABASE_URL'];
  const server =
    given === undefined ? await startPostgres(['fsync=off']) : { url: given, stop: () => undefined };
  try {
    for (const size of what === 'explain' ? SIZES.slice(-1) : SIZES) {
      const url = await filledDatabase(server.url, size);
      await (what === 'explain' ? writePlans(url, size) : measure(url, size));
    }
  } finally {
    server.stop();
  }
}

async function filledDatabase(serverUrl: string, size: number): Promise<string> {
  const url = new URL(serverUrl);
  url.pathname = `/pvs_bench_${size}`;
  const server = connectDatabase(serverUrl, 1, createLog('bench', 'silent'));
  const { rows } = await sql`select from pg_database where datname = ${url.pathname.slice(1)}`.execute(
    server,
  );
  if (rows.length === 0) {
    const started = performance.now();
    await sql.raw(`create database ${url.pathname.slice(1)}`).execute(server);
    await withDatabase(url.href, async (db) => {
      await migrate(db);
      await generateArchive(db, size);
    });
    console.log(`${size} products generated in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  await server.destroy();
  return url.href;
}

async function withDatabase<T>(url: string, use: (db: Database) => Promise<T>): Promise<T> {
  const db = connectDatabase(url, 1, createLog('bench', 'silent'));
  return use(db).finally(() => db.destroy());
}

async function writePlans(url: string, size: number): Promise<void> {
  const explained = await withDatabase(url, async (db) => {
    // Once to have everything in memory, once to write it down.
    await explainQueries(db);
    return explainQueries(db);
  });
  writeFileSync(PLANS, describePlans(explained, size));
  console.log(`plans written to ${PLANS}`);
}

async function measure(url: string, size: number): Promise<void> {
  const redis = await startRedis();
  const service = await startSearchService(url, redis.url);
  try {
    console.log(`${size} products; the service was ready after ${service.readyAfterS.toFixed(1)} s`);
    const deep = await deepPages(service.url, Math.min(1000, Math.floor(size / 4 / COUNT / 4)));
    const kinds: Readonly<Record<string, readonly string[]>> = {
      'first page': firstPages(20_000),
      [`page ${deep.number}`]: deep.paths,
      'one product': Array.from({ length: 1000 }, (_, i) => `${PATH}?uid=NONE_${i}`),
    };
    for (const paths of Object.values(kinds)) await load(service.url, paths, WARM_UP_S);
    for (const [name, paths] of Object.entries(kinds)) await report(name, paths, service, url);
    console.log(`  memory of the service: ${peakMemoryMb([service.pid]).toFixed(0)} MB at most`);
  } finally {
    service.stop();
    await redis.stop();
  }
}

const WARM_UP_S = 4;

const load = (url: string, paths: readonly string[], seconds: number) =>
  runRequests({ url, processes: () => [] }, { paths, seconds, connections: CLIENTS }, tmpdir());

async function report(
  name: string,
  paths: readonly string[],
  { url, pid }: SearchService,
  databaseUrl: string,
) {
  // Connections come and go between rounds.
  const databaseCpu = async () =>
    new Map((await backendsOf(databaseUrl)).map((backend) => [backend, cpuMsOf([backend])]));
  const [before, databaseBefore] = [cpuMsOf([pid]), await databaseCpu()];
  const { requestsPerS, p50Ms, p99Ms } = await load(url, paths, SECONDS);
  const each = (ms: number) => (ms / (requestsPerS * SECONDS)).toFixed(2);
  const used = [...(await databaseCpu())].map(([backend, ms]) => ms - (databaseBefore.get(backend) ?? 0));
  const databaseMs = used.reduce((sum, ms) => sum + ms, 0);
  const cpu = `service ${each(cpuMsOf([pid]) - before)} ms, database ${each(databaseMs)} ms`;
  console.log(
    `  ${name.padEnd(12)} ${requestsPerS.toFixed(0).padStart(5)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms; CPU per request: ${cpu}`,
  );
}

/** Process ids of the service's connections. */
const backendsOf = (databaseUrl: string) =>
  withDatabase(databaseUrl, async (db) => {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      db,
    );
    return rows.map((row) => row.pid);
  });
