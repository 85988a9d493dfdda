import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { connectDatabase } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { createLog } from '@pvs/core/observe/log';
import { startRedis } from '@pvs/core/testing/redis-server';
import { chromiumPath, openBrowser } from '../../../client/test/open-browser.ts';
import { generateArchive } from '../catalogue/generate-archive.ts';
import { type ServiceProcess, startProcess } from '../many-products/start-process.ts';
import { startPostgres } from '../postgres-server.ts';
import { cpuMsOf } from '../wms/process-usage.ts';
import { interactions } from './interactions.ts';
import { WATCH } from './watch-settling.ts';

const COLLECTION = 'VHR_IMAGE_2018';
/** Half of the generated ones are of that collection. */
const PRODUCTS = 2 * Number(process.env['PVS_BENCH_PRODUCTS'] ?? 100_000);

/**
 * What somebody does with the time bar and the search of the page, in a collection of a hundred thousand products: from
 * each action until list, counts and map have what it means, and how long the page itself was at work without a break.
 * Pictures are off: they are measured by `tiles`. With PVS_BENCH_DATABASE_URL a filled database is used again.
 */
export async function archiveBench(): Promise<void> {
  if (chromiumPath === undefined) throw new Error('this needs Chromium (Debian: apt-get install chromium)');
  const directory = mkdtempSync(join(tmpdir(), 'pvs-bench-archive-'));
  const [database, redis] = [await fillDatabase(), await startRedis()];
  const service = await startPage(directory, database.url, redis.url);
  const browser = await openBrowser(chromiumPath);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    await page.addInitScript(WATCH);
    await page.goto(`${service.url}/#layers=&collection=${COLLECTION}`);
    await settled(page, '() => undefined');
    for (const { name, actions } of interactions) await report(page, name, actions, service.pid);
  } finally {
    await browser.close();
    await service.stop();
    await redis.stop();
    database.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Settled {
  readonly ms: number;
  /** Longest time without a break. */
  readonly blockedMs: number;
  readonly requests: readonly { readonly url: string; readonly ms: number }[];
}

const settled = (page: Page, action: string) =>
  page.evaluate(`globalThis.pvsBench.settled(${action})`) as Promise<Settled>;

async function report(page: Page, name: string, actions: readonly string[], pid: number): Promise<void> {
  const cpuBefore = cpuMsOf([pid]);
  const runs: Settled[] = [];
  for (const action of actions) runs.push(await settled(page, action));
  const cpuMs = (cpuMsOf([pid]) - cpuBefore) / actions.length;
  const sorted = runs.map(({ ms }) => ms).sort((a, b) => a - b);
  const [median, most] = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
  const blocked = Math.max(...runs.map(({ blockedMs }) => blockedMs));
  console.log(
    `${name.padEnd(34)} ${median.toFixed(0).padStart(5)} ms, at most ${most.toFixed(0).padStart(5)} ms; page at work for ${blocked.toFixed(0)} ms at most; CPU of the services ${cpuMs.toFixed(0)} ms`,
  );
  if (process.env['PVS_BENCH_REQUESTS'] === undefined) return;
  for (const { url, ms } of runs
    .flatMap(({ requests }) => requests)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 6))
    console.log(`    ${ms.toFixed(0).padStart(5)} ms ${decodeURIComponent(url)}`);
}

async function fillDatabase() {
  const given = process.env['PVS_BENCH_DATABASE_URL'];
  if (given !== undefined) return { url: given, stop: () => undefined };
  const server = await startPostgres(['fsync=off']);
  const db = connectDatabase(server.url, 1, createLog('bench', 'silent'));
  await migrate(db);
  await generateArchive(db, PRODUCTS);
  await db.destroy();
  return server;
}

/** All that the page asks, on one port, as the bundle serves it. */
function startPage(directory: string, databaseUrl: string, redisUrl: string): Promise<ServiceProcess> {
  const config = join(directory, 'stack.yml');
  writeFileSync(config, `stack: bench\ntitle: Bench\ncollections: [{ id: ${COLLECTION} }]\n`);
  return startProcess(
    'bundle',
    {
      ...{ PVS_CONFIG: config, PVS_DATA_DIR: directory, PVS_STORAGE_URL: `file://${directory}` },
      ...{ PVS_DATABASE_URL: databaseUrl, PVS_REDIS_URL: redisUrl },
    },
    'cli/src/bundle/http-process.ts',
  );
}
