import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { connectDatabase, type Database } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { createLog } from '@pvs/core/observe/log';
import { startRedis } from '@pvs/core/testing/redis-server';
import { startPostgres } from '../postgres-server.ts';
import { cpuMsOf, peakMemoryMb } from '../wms/process-usage.ts';
import { describePlans, explainQueries } from './explain-queries.ts';
import { generateArchive } from './generate-archive.ts';
import { fetchBody, load } from './search-load.ts';
import { type SearchService, startSearchService } from './search-service.ts';

const SIZES = (process.env['PVS_BENCH_PRODUCTS'] ?? '10000,1000000').split(',').map(Number);
const SECONDS = Number(process.env['PVS_BENCH_SECONDS'] ?? 10);
const CLIENTS = 10;
const COUNT = 10;
const PLANS = join(import.meta.dirname, '../../../docs/catalogue-queries.md');

/**
 * Searches by box, time and clouds at the renderer over HTTP, ten clients at once, in generated catalogues side by
 * side: the first page, and page 1000 of large results. `explain` writes the plans of every kind of query instead.
 * On a cluster of its own, or the server of PVS_BENCH_DATABASE_URL, where filled databases are used again.
 */
export async function catalogueBench([what]: readonly string[]): Promise<void> {
  const given = process.env['PVS_BENCH_DATABASE_URL'];
  const server = given === undefined ? await startPostgres() : { url: given, stop: () => undefined };
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
    const deep = await deepPages(service.url, size);
    const kinds: Readonly<Record<string, () => string>> = {
      'first page': () => `${service.url}${randomSearch()}`,
      [`page ${deep.number}`]: () => deep.urls[Math.floor(Math.random() * deep.urls.length)]!,
      'one product': () => `${service.url}${PATH}?uid=NONE_${Math.random()}`,
    };
    for (const nextUrl of Object.values(kinds)) await load(nextUrl, CLIENTS, 2);
    for (const [name, nextUrl] of Object.entries(kinds)) await report(name, nextUrl, service, url);
    console.log(`  memory of the service: ${peakMemoryMb([service.pid]).toFixed(0)} MB at most`);
  } finally {
    service.stop();
    await redis.stop();
  }
}

async function report(name: string, nextUrl: () => string, { pid }: SearchService, databaseUrl: string) {
  const backends = await withDatabase(databaseUrl, async (db) => {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      db,
    );
    return rows.map((row) => row.pid);
  });
  const [before, databaseBefore, own] = [cpuMsOf([pid]), cpuMsOf(backends), process.cpuUsage()];
  const times = await load(nextUrl, CLIENTS, SECONDS);
  const { user, system } = process.cpuUsage(own);
  const at = (part: number) => times[Math.floor(times.length * part)]?.toFixed(1);
  const each = (ms: number) => (ms / times.length).toFixed(2);
  console.log(
    `  ${name.padEnd(12)} ${(times.length / SECONDS).toFixed(0).padStart(5)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms; CPU per request: service ${each(cpuMsOf([pid]) - before)} ms, database ${each(cpuMsOf(backends) - databaseBefore)} ms, client ${each((user + system) / 1000)} ms`,
  );
}

const PATH = '/opensearch/collections/VHR_IMAGE_2018/json/';
const between = (min: number, max: number) => min + Math.random() * (max - min);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** A box of up to six degrees over Europe, a month to a year, and clouds: what somebody looks for. */
function randomSearch(): string {
  const [west, south] = [between(-11, 26), between(36, 64)];
  const startMs = between(Date.UTC(2015, 6), Date.UTC(2024, 6));
  const parameters = {
    bbox: [west, south, west + between(0.2, 6), south + between(0.2, 6)].map((c) => c.toFixed(3)).join(','),
    start: dateOf(startMs),
    end: dateOf(startMs + between(30, 365) * 86_400_000),
    cloudCover: `${between(10, 60).toFixed(0)}]`,
    count: String(COUNT),
  };
  return `${PATH}?${new URLSearchParams(parameters).toString()}`;
}

/** Addresses of page 1000, or of the last but one where there are fewer, of large results: they follow from a link. */
async function deepPages(serviceUrl: string, size: number) {
  const number = Math.min(1000, Math.floor(size / 4 / COUNT / 4));
  const urls: string[] = [];
  for (let i = 0; i < 20; i += 1) {
    const parameters = {
      bbox: `-180,${-60 - i},180,85`,
      start: '2015-07-01',
      end: '2025-07-01',
      cloudCover: `${50 + i}]`,
      count: String(COUNT),
      startIndex: String((number - 2) * COUNT),
    };
    const body = await fetchBody(`${serviceUrl}${PATH}?${new URLSearchParams(parameters).toString()}`);
    const { links } = JSON.parse(body.toString()) as { links: { rel: string; href: string }[] };
    urls.push(links.find(({ rel }) => rel === 'next')!.href);
  }
  return { number, urls };
}
