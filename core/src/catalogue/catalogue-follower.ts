import { conflict } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { troubleLog } from '../observe/trouble-log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { CATALOGUE_CHANNEL } from '../queue/stage-keys.ts';
import type { CatalogueIndex } from './catalogue-index.ts';
import { changesSince, type RevisionState, revisionState } from './changes.ts';
import type { CountableProducts } from './counting/counted-columns.ts';
import type { Database } from './database.ts';
import { FootprintIndex } from './footprint-index.ts';
import { followEdition } from './stack-edition.ts';

const PAGE = 5000;
/** Redis may lose a message: the database is asked this often even in silence. */
const POLL_MS = 5000;

export interface CatalogueFollower {
  readonly index: CatalogueIndex;
  /** What products are counted from as it is now; undefined where counting was not asked for. */
  countable(): CountableProducts | undefined;
  /** Reads what is new now; resolves when the index has what was visible before. */
  catchUp(): Promise<void>;
  /** True once the whole catalogue was read and while the last read succeeded. */
  isCurrent(): boolean;
  /** Whether capabilities can say their version: not before the edition's number is known, where one was given. */
  isNumbered(): boolean;
  stop(): void;
}

/**
 * Brings an index up to date with what is visible after a settled revision.
 * @returns what it read; `settled` is the revision to go on from the next time
 */
export async function readChanges(
  db: Database,
  index: FootprintIndex,
  settled: number,
): Promise<RevisionState> {
  const state = await revisionState(db);
  const next = Math.max(settled, state.settled);
  const read = { ...state, settled: next };
  // Most are asked while nothing happens.
  const isQuiet = next === settled && next === state.drawn;
  if (isQuiet && state.greatest <= Math.max(next, index.revision)) return read;
  for (let after = settled; ;) {
    const changes = await changesSince(db, after, PAGE, index.countable !== undefined);
    index.apply(changes, next);
    const last = changes.at(-1);
    if (last === undefined || changes.length < PAGE) {
      index.settle(next);
      return read;
    }
    after = last.revision;
  }
}

/**
 * Keeps a {@link FootprintIndex} up to date: Redis rings the bell, the database tells the truth.
 * @param options `counted`: whether products are also counted from it; `edition`: see {@link editionOf}
 */
export function followCatalogue(
  db: Database,
  redis: ScriptedRedis,
  log: Logger,
  options: { readonly counted?: boolean; readonly edition?: string } = {},
): CatalogueFollower {
  const index = new FootprintIndex(options);
  let current = false;
  const trouble = troubleLog(log, { fails: 'Catalogue:Unreadable', works: 'Catalogue:ReadableAgain' });
  const behind = troubleLog(log, { fails: 'Catalogue:RevisionsBehind', works: 'Catalogue:RevisionsRaised' });
  let settled = 0;

  const read = async () => {
    try {
      const read = await readChanges(db, index, settled);
      ({ settled } = read);
      current = true;
      trouble.worked();
      if (read.greatest > read.drawn) behind.failed(sequenceBehind(read));
      else behind.worked();
    } catch (error) {
      trouble.failed(error);
      current = false;
    }
  };
  const catchUp = oneAtATime(read);

  let numbered = options.edition === undefined;
  const edition =
    options.edition === undefined
      ? undefined
      : followEdition(redis, log, options.edition, (number) => {
          index.edition = number;
          numbered = true;
        });
  const bell = redis.duplicate();
  bell.on('error', () => undefined);
  bell.on('message', () => void catchUp());
  bell.subscribe(CATALOGUE_CHANNEL).catch(() => undefined);
  const timer = setInterval(() => void catchUp(), POLL_MS);
  void catchUp();
  return {
    index,
    countable: () => index.countable,
    catchUp,
    isCurrent: () => current,
    isNumbered: () => numbered,
    stop() {
      edition?.stop();
      clearInterval(timer);
      bell.disconnect();
    },
  };
}

const sequenceBehind = ({ drawn, greatest }: RevisionState) =>
  conflict(
    `there are products of revision ${greatest}, and the sequence of revisions is at ${drawn}: rows were brought in by hand; ./pvs migrate, or a start of the registrar, raises it`,
  );

/** Runs again for whoever asks while it runs, once for all of them: what they ask for may have come after it began. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => (running = run().finally(() => (running = undefined)));
  return () => {
    if (next) return next;
    if (!running) return start();
    return (next = running.then(() => {
      next = undefined;
      return start();
    }));
  };
}
