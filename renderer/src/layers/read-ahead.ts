import { setTimeout as sleep } from 'node:timers/promises';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import { settledRevision } from '@pvs/core/catalogue/changes';
import type { Database } from '@pvs/core/catalogue/database';
import { recordsAfter, recordsBefore } from '@pvs/core/catalogue/read-records';
import type { FollowingContext } from '@pvs/core/http/service-context';
import { troubleLog } from '@pvs/core/observe/trouble-log';
import type { RecordStore } from './record-store.ts';

/** Some milliseconds of work, between which requests are answered. */
const PAGE = 200;
/** How long after a change of the catalogue it is read at most. */
const PAUSE_MS = 100;
const AFTER_FAILURE_MS = 1000;
/** It rests so many times as long as it read, since who is asked meanwhile has one core with it. */
const REST = 4;
/** Whatever held one page up: a process that was stopped for minutes is not to rest for hours. */
const MAX_REST_MS = 1000;

/**
 * Fills a store with the records of the catalogue before they are drawn: newest first until it is full, and from then
 * on what is registered. What it misses is asked for when it is drawn.
 */
export class RecordReader {
  readonly #db: Database;
  readonly #index: Pick<CatalogueIndex, 'version'>;
  readonly #store: RecordStore;
  /** All below it is still to be read; 0 when nothing is. */
  #before: number | undefined;
  #after = 0;
  #version = -1;

  constructor(db: Database, index: Pick<CatalogueIndex, 'version'>, store: RecordStore) {
    this.#db = db;
    this.#index = index;
    this.#store = store;
  }

  /**
   * Reads one page.
   * @returns whether there may be more
   * @throws Unavailable where the database does not answer; the page comes again the next time
   */
  async readPage(): Promise<boolean> {
    if (this.#before === undefined) {
      this.#after = await settledRevision(this.#db);
      this.#before = this.#after + 1;
    }
    return this.#before > 0 ? this.#readOlder(this.#before) : this.#readNewer();
  }

  async #readOlder(before: number): Promise<boolean> {
    const page = await recordsBefore(this.#db, before, PAGE);
    for (const record of page) if (!this.#store.isFull) this.#store.put(record);
    this.#before = this.#store.isFull || page.length < PAGE ? 0 : page.at(-1)!.revision;
    return true;
  }

  async #readNewer(): Promise<boolean> {
    const { version } = this.#index;
    if (version === this.#version) return false;
    const settled = await settledRevision(this.#db);
    const page = await recordsAfter(this.#db, this.#after, PAGE);
    for (const record of page) this.#store.put(record);
    const isWhole = page.length < PAGE;
    this.#after = isWhole ? Math.max(this.#after, settled) : page.at(-1)!.revision;
    if (isWhole) this.#version = version;
    return !isWhole;
  }
}

/**
 * Keeps the store of a process filled until it is stopped. While the database is away it waits for the follower, which
 * says so; what fails beside a follower that reads is said here.
 */
export function readAhead(
  { db, follower, log }: Pick<FollowingContext, 'db' | 'follower' | 'log'>,
  store: RecordStore,
): { stop(): void } {
  const stopped = new AbortController();
  const { signal } = stopped;
  const reader = new RecordReader(db, follower.index, store);
  const trouble = troubleLog(log, { fails: 'Records:Unreadable', works: 'Records:ReadableAgain' });
  const readOn = async () => {
    while (!signal.aborted) {
      let pauseMs = PAUSE_MS;
      const begunMs = performance.now();
      try {
        if (follower.isCurrent()) {
          if (await reader.readPage()) pauseMs = Math.min(REST * (performance.now() - begunMs), MAX_REST_MS);
          trouble.worked();
        }
      } catch (error) {
        pauseMs = AFTER_FAILURE_MS;
        if (!signal.aborted) trouble.failed(error);
      }
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };
  void readOn();
  return { stop: () => stopped.abort() };
}
