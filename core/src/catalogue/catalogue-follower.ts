import type { Logger } from '../observe/log.ts';
import { troubleLog } from '../observe/trouble-log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { CATALOGUE_CHANNEL } from '../queue/stage-keys.ts';
import type { CatalogueIndex } from './catalogue-index.ts';
import { changesSince, settledRevision } from './changes.ts';
import type { Database } from './database.ts';
import { FootprintIndex } from './footprint-index.ts';

const PAGE = 5000;
/** Redis may lose a message: the database is asked this often even in silence. */
const POLL_MS = 5000;

export interface CatalogueFollower {
  readonly index: CatalogueIndex;
  /** Reads what is new now; resolves when the index has it. */
  catchUp(): Promise<void>;
  /** True once the whole catalogue was read and while the last read succeeded. */
  isCurrent(): boolean;
  stop(): void;
}

/**
 * Brings an index up to date with what is visible after a settled revision.
 * @returns the revision to go on from the next time
 */
export async function readChanges(db: Database, index: FootprintIndex, settled: number): Promise<number> {
  const next = Math.max(settled, await settledRevision(db));
  for (let after = settled; ;) {
    const changes = await changesSince(db, after, PAGE);
    index.apply(changes, next);
    const last = changes.at(-1);
    if (last === undefined || changes.length < PAGE) {
      index.settle(next);
      return next;
    }
    after = last.revision;
  }
}

/** Keeps a {@link FootprintIndex} up to date: Redis rings the bell, the database tells the truth. */
export function followCatalogue(db: Database, redis: ScriptedRedis, log: Logger): CatalogueFollower {
  const index = new FootprintIndex();
  let current = false;
  const trouble = troubleLog(log, { fails: 'Catalogue:Unreadable', works: 'Catalogue:ReadableAgain' });
  let reading: Promise<void> | undefined;
  let again = false;
  let settled = 0;

  const readAll = async () => {
    while (again) {
      again = false;
      settled = await readChanges(db, index, settled);
    }
    current = true;
    trouble.worked();
  };
  /** One read at a time; a bell during a read makes it look again before it ends. */
  const catchUp = () => {
    again = true;
    reading ??= readAll()
      .catch((error: unknown) => {
        trouble.failed(error);
        current = false;
      })
      .finally(() => (reading = undefined));
    return reading;
  };

  const bell = redis.duplicate();
  bell.on('error', () => undefined);
  bell.on('message', () => void catchUp());
  bell.subscribe(CATALOGUE_CHANNEL).catch(() => undefined);
  const timer = setInterval(() => void catchUp(), POLL_MS);
  void catchUp();
  return {
    index,
    catchUp,
    isCurrent: () => current,
    stop() {
      clearInterval(timer);
      bell.disconnect();
    },
  };
}
