import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type KeptTile, USE_GRAIN_MS } from './tile-backend.ts';

/**
 * Readers never wait for the writer (write-ahead log); what a power cut loses is drawn again, so nothing waits for
 * the disk. Removed pages go back to the file system. A tile of 80 kB is read in half the time from pages of 16 kB,
 * instead of a chain of twenty, and from the system's memory as it is, without a copy into SQLite's.
 */
const SETTINGS = [
  'pragma page_size = 16384',
  `pragma mmap_size = ${2 ** 31 - 65536}`,
  'pragma auto_vacuum = incremental',
  'pragma journal_mode = wal',
  // 4 MB, as with pages of 4 kB: a small disk is to be filled by tiles, not by their log.
  'pragma wal_autocheckpoint = 250',
  'pragma synchronous = off',
  'pragma busy_timeout = 2000',
  'create table if not exists tile (key text not null unique, body blob not null, used integer not null)',
];

/** Tiles between two batches of a removal, so that other processes get to write. */
const REMOVAL_BATCH = 500;

/** SQLITE_FULL, https://sqlite.org/rescode.html#full */
const FULL = 13;

/** Whether there is no room for what a database wanted to write. */
export const isFull = (error: unknown): boolean => (error as { errcode?: unknown }).errcode === FULL;

/** The tiles of one SQLite database. */
export class SqliteTiles {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #use: StatementSync;

  constructor(path: string, now: () => number) {
    this.#database = new DatabaseSync(path);
    this.#now = now;
    try {
      for (const statement of SETTINGS) this.#database.exec(statement);
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.#get = this.#database.prepare('select body, used from tile where key = ?');
    this.#put = this.#database.prepare('insert or replace into tile (key, body, used) values (?, ?, ?)');
    this.#use = this.#database.prepare('update tile set used = ? where key = ?');
  }

  get(key: string): Buffer | undefined {
    const row = this.#get.get(key) as { body: Uint8Array; used: number } | undefined;
    if (!row) return undefined;
    if (this.#now() - row.used > USE_GRAIN_MS) this.#markUsed(key);
    const { buffer, byteOffset, byteLength } = row.body;
    return Buffer.from(buffer, byteOffset, byteLength);
  }

  /** On a disk that is full or read-only tiles only seem older than they are. */
  #markUsed(key: string): void {
    try {
      this.#use.run(this.#now(), key);
    } catch {
      return;
    }
  }

  put(key: string, body: Buffer): void {
    this.#put.run(key, body, this.#now());
  }

  *list(prefix: string): Generator<KeptTile> {
    // A slash is followed by '0' in the order of bytes: all that starts with 'a/' lies before 'a0'.
    const statement = this.#database.prepare(
      `select key, length(body) as sizeBytes, used as usedMs from tile where key >= ? and key < ?`,
    );
    const end = prefix === '' ? '\u{10FFFF}' : `${prefix.slice(0, -1)}0`;
    for (const row of statement.iterate(prefix, end)) yield row as unknown as KeptTile;
  }

  remove(keys: readonly string[]): void {
    const removal = this.#database.prepare('delete from tile where key = ?');
    for (let i = 0; i < keys.length; i += REMOVAL_BATCH) {
      this.#database.exec('begin immediate');
      for (const key of keys.slice(i, i + REMOVAL_BATCH)) removal.run(key);
      this.#database.exec('commit');
    }
    this.#database.exec('pragma incremental_vacuum');
  }

  close(): void {
    this.#database.close();
  }
}
