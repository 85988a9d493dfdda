import type { Database } from '@pvs/core/catalogue/database';
import { withDatabase } from '@pvs/core/catalogue/database-errors';
import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { taskKeys } from '../tasks/task-keys.ts';

/**
 * Dates of the reports that browses came with which are there already, by identifier: of the catalogue, and of what
 * is still on its way there. A product without a date is of the beginning of time.
 */
export async function earlierReports(
  { db, redis }: { readonly db: Database; readonly redis: ScriptedRedis },
  identifiers: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await withDatabase(() =>
    db
      .selectFrom('product')
      .select(['identifier', 'creationDate'])
      .where('identifier', 'in', identifiers)
      .execute(),
  );
  const found = new Map(
    rows.map(({ identifier, creationDate }) => [identifier, creationDate ?? new Date(0)]),
  );
  const notes = await redis.hmget(taskKeys.browses, ...identifiers);
  for (const [i, note] of notes.entries()) {
    const date = note === null ? undefined : new Date(note.split(' ')[0] ?? '');
    const identifier = identifiers[i]!;
    const known = found.get(identifier);
    if (date && (!known || date > known)) found.set(identifier, date);
  }
  return found;
}

/** How a browse is noted until the catalogue knows it. */
export const browseNote = (dateTime: Date, task: string) => `${dateTime.toISOString()} ${task}`;
