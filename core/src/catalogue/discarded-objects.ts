import { sql, type Transaction } from 'kysely';
import type { ObjectStore } from '../storage/object-store.ts';
import type { CatalogueTables, Database } from './database.ts';
import { withDatabase } from './database-errors.ts';

/** Objects looked at in one transaction. */
const BATCH = 100;

export interface SweptObjects {
  readonly removed: readonly string[];
  /** Those that a product uses again, or that were written anew since. */
  readonly kept: readonly string[];
}

/**
 * Removes objects that no product has used for as long as they were to be kept. Any number of processes may do so at
 * once; what one leaves when it dies, the next takes up. Objects that a product names, or that are newer than the day
 * they were discarded, stay.
 */
export async function sweepObjects(db: Database, store: ObjectStore): Promise<SweptObjects> {
  const swept = { removed: [] as string[], kept: [] as string[] };
  for (let batch = BATCH; batch === BATCH;) {
    batch = await withDatabase(() =>
      db.transaction().execute(async (transaction) => {
        const due = await dueObjects(transaction);
        for (const object of due) {
          const isRemoved = !object.isUsed && (await removeUnlessNewer(store, object));
          swept[isRemoved ? 'removed' : 'kept'].push(object.objectKey);
        }
        const keys = due.map(({ objectKey }) => objectKey);
        await transaction
          .deleteFrom('discardedObject')
          .where('objectKey', 'in', ['', ...keys])
          .execute();
        return due.length;
      }),
    );
  }
  return swept;
}

/**
 * Makes sure that none of these objects is removed within the time, so that what is found there now can be registered.
 * Waits for whoever is removing one.
 */
export async function keepObjects(db: Database, keys: readonly string[], keepS: number): Promise<void> {
  if (keys.length === 0) return;
  await withDatabase(() =>
    sql`
      update discarded_object set due_at = greatest(due_at, now() + make_interval(secs => ${keepS}))
      where object_key = any(${[...keys]}::text[])`.execute(db),
  );
}

interface DueObject {
  readonly objectKey: string;
  readonly discardedAt: Date;
  readonly isUsed: boolean;
}

/** Locked until the transaction ends; what another process has locked is left to it. */
async function dueObjects(transaction: Transaction<CatalogueTables>): Promise<DueObject[]> {
  return transaction
    .selectFrom('discardedObject')
    .select(['objectKey', 'discardedAt'])
    .select(
      sql<boolean>`exists (select from coverage where coverage.object_key = discarded_object.object_key)
        or exists (select from mask where mask.object_key = discarded_object.object_key)
        or exists (select from document where document.object_key = discarded_object.object_key)
        or exists (select from product where quicklook->>'objectKey' = discarded_object.object_key)`.as(
        'isUsed',
      ),
    )
    .where('dueAt', '<=', sql<Date>`now()`)
    .orderBy('dueAt')
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute();
}

async function removeUnlessNewer(
  store: ObjectStore,
  { objectKey, discardedAt }: DueObject,
): Promise<boolean> {
  const found = await store.stat(objectKey);
  // Dates may be cut, to the second for one: what may be newer than its removal stays.
  if (found && found.modified.getTime() + store.dateGrainMs > discardedAt.getTime()) return false;
  await store.remove(objectKey);
  return true;
}
