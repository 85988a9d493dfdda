import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { raiseRevisions } from '@pvs/core/catalogue/raise-revisions';
import { isPvsError, messageOf } from '@pvs/core/errors';
import type { Logger } from '@pvs/core/observe/log';

const EVERY_MS = 2000;

/**
 * Brings the schema up to date, and the sequence of revisions up to what is there. Where the database is away, refuses
 * the password, or wants its owner to do it (`./pvs migrate`), waits until that has changed, and says each reason once:
 * a container that ended instead would have an orchestrator take the new version for broken.
 * @throws Conflict `DatabaseNewer`, which no waiting changes
 */
export async function awaitSchema(db: Database, log: Logger): Promise<void> {
  for (let said = ''; ;) {
    try {
      const done = await migrate(db);
      if (done.length > 0) log.info({ migrations: done }, 'Schema:Migrated');
      const raised = await raiseRevisions(db);
      if (raised) log.warn(raised, 'Schema:RevisionsRaised');
      return;
    } catch (error) {
      if (isPvsError(error, 'Conflict')) throw error;
      const problem = messageOf(error);
      if (problem !== said) log.warn({ problem }, 'Schema:Waits');
      said = problem;
    }
    await sleep(EVERY_MS);
  }
}
