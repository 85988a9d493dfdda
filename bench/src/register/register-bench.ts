import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Database } from '@pvs/core/catalogue/database';
import { sql } from 'kysely';
import { SIZES, withArchiveCopy, withArchiveServer, withDatabase } from '../catalogue/archive-database.ts';

const SECONDS = Number(process.env['PVS_BENCH_SECONDS'] ?? 10);
const WORKERS = [1, 4];
const ROUNDS = 2;
/** The commit of one small row says what the disk allows at that moment. */
const CONTENDERS = ['commit', 'register', 'replace'];

/**
 * Products registered a second by one and four processes, in generated catalogues of growing size: on a cluster of
 * its own, which waits for its disc as an operator's does, or the server of PVS_BENCH_DATABASE_URL.
 */
export const registerBench = (): Promise<void> =>
  withArchiveServer([], async (serverUrl) => {
    for (const size of SIZES) await withArchiveCopy(serverUrl, size, (url) => measureIn(url, size));
  });

async function measureIn(url: string, size: number): Promise<void> {
  await withDatabase(url, async (db) => {
    await sql`create table bench_commit (number integer)`.execute(db);
    console.log(`${size} products`);
    for (const workers of WORKERS) await compare(url, workers, db);
  });
}

async function compare(url: string, workers: number, db: Database): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const what of CONTENDERS) {
      const flushes = await walFlushes(db);
      const { took, cpuMs } = await measure(url, what, workers);
      const perFlush = took.length / ((await walFlushes(db)) - flushes);
      const at = (part: number) => took[Math.floor(took.length * part)]!.toFixed(1);
      console.log(
        `  ${workers} worker(s), round ${round}: ${what.padEnd(8)} ${(took.length / SECONDS).toFixed(0).padStart(5)}/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${(cpuMs / took.length).toFixed(2)} ms CPU of the worker, ${perFlush.toFixed(2)} a flush`,
      );
    }
  }
}

async function measure(url: string, what: string, workers: number) {
  const script = join(import.meta.dirname, 'register-worker.ts');
  const children = Array.from({ length: workers }, () => fork(script, [url, what, String(SECONDS)]));
  await Promise.all(children.map(messageOf));
  for (const child of children) child.send('go');
  const reports = (await Promise.all(children.map(messageOf))) as WorkerReport[];
  return {
    took: reports.flatMap(({ took }) => took).toSorted((a, b) => a - b),
    cpuMs: reports.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}

interface WorkerReport {
  readonly took: readonly number[];
  readonly cpuMs: number;
}

/** @throws Error where the worker ends without one: the others would be waited for in vain */
async function messageOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`a worker ended early (${String(signal ?? code)})`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  // It ends when it has said all.
  ended.catch(() => undefined);
  return message;
}

async function walFlushes(db: Database): Promise<number> {
  const { rows } = await sql<{ flushes: number }>`select wal_sync as flushes from pg_stat_wal`.execute(db);
  return rows[0]!.flushes;
}
