import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { startRedis } from '@pvs/core/testing/redis-server';
import { cpuMsOf, peakMemoryMb } from '../wms/process-usage.ts';
import { runRequests } from '../wms/run-wrk.ts';
import { archiveDatabase, SIZES, withArchiveServer, withDatabase } from './archive-database.ts';
import { describePlans, explainQueries } from './explain-queries.ts';
import { COUNT, deepPages, firstPages, PATH } from './search-paths.ts';
import { type SearchService, startSearchService } from './search-service.ts';

const SECONDS = Number(process.env['PVS_BENCH_SECONDS'] ?? 10);
const CLIENTS = 10;
/** Between the requests of a client who looks at what it gets: ten of these ask about a hundred times a second. */
const PAUSE_MS = 90;
const PLANS = join(import.meta.dirname, '../../../docs/catalogue-queries.md');

/**
 * Searches by box, time and clouds at the renderer over HTTP, ten clients at once (`wrk`), without pauses and with
 * some, in generated catalogues side by side: the first page, and page 1000 of large results. `explain` writes the plans of every kind of query instead.
 * On a cluster of its own, or the server of PVS_BENCH_DATABASE_URL, where filled databases are used again.
 */
export const catalogueBench = ([what]: readonly string[]): Promise<void> =>
  // Nothing is kept that a power failure could take.
  withArchiveServer(['fsync=off'], async (serverUrl) => {
    for (const size of what === 'explain' ? SIZES.slice(-1) : SIZES) {
      const url = await archiveDatabase(serverUrl, size);
      await (what === 'explain' ? writePlans(url, size) : measure(url, size));
    }
  });

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
    for (const pauseMs of [undefined, PAUSE_MS]) {
      console.log(`  clients that ${pauseMs === undefined ? 'never pause' : `pause for ${pauseMs} ms`}`);
      for (const [name, paths] of Object.entries(kinds)) await report({ name, paths, pauseMs }, service, url);
    }
    console.log(`  memory of the service: ${peakMemoryMb([service.pid]).toFixed(0)} MB at most`);
  } finally {
    service.stop();
    await redis.stop();
  }
}

/** Until what is run is compiled. */
const WARM_UP_S = 10;

const load = (url: string, paths: readonly string[], seconds: number, pauseMs?: number) =>
  runRequests(
    { url, processes: () => [] },
    { paths, seconds, connections: CLIENTS, ...(pauseMs === undefined ? {} : { pauseMs }) },
    tmpdir(),
  );

interface AskedPages {
  readonly name: string;
  readonly paths: readonly string[];
  readonly pauseMs: number | undefined;
}

async function report(
  { name, paths, pauseMs }: AskedPages,
  { url, pid }: SearchService,
  databaseUrl: string,
) {
  // Connections come and go between rounds.
  const databaseCpu = async () =>
    new Map((await backendsOf(databaseUrl)).map((backend) => [backend, cpuMsOf([backend])]));
  const [before, databaseBefore] = [cpuMsOf([pid]), await databaseCpu()];
  const { requestsPerS, p50Ms, p99Ms } = await load(url, paths, SECONDS, pauseMs);
  const each = (ms: number) => (ms / (requestsPerS * SECONDS)).toFixed(2);
  const used = [...(await databaseCpu())].map(([backend, ms]) => ms - (databaseBefore.get(backend) ?? 0));
  const databaseMs = used.reduce((sum, ms) => sum + ms, 0);
  const cpu = `service ${each(cpuMsOf([pid]) - before)} ms, database ${each(databaseMs)} ms`;
  console.log(
    `    ${name.padEnd(12)} ${requestsPerS.toFixed(0).padStart(5)}/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms; CPU per request: ${cpu}`,
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
