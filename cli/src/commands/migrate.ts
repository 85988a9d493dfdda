import { connectDatabase } from '@pvs/core/catalogue/database';
import { migrate as migrateDatabase } from '@pvs/core/catalogue/migrate';
import { raiseRevisions } from '@pvs/core/catalogue/raise-revisions';
import { createLog } from '@pvs/core/observe/log';
import { type CommandContext, exitCode } from '../command.ts';
import { reachStack } from '../connect/reach-stack.ts';

/** Brings the schema of the stack's database up to date. */
export async function migrate({ env, print }: CommandContext): Promise<number> {
  const { PVS_DATABASE_URL: url } = await reachStack(env, ['PVS_DATABASE_URL']);
  const db = connectDatabase(url, 1, createLog('cli', 'silent'));
  try {
    const done = await migrateDatabase(db);
    print(done.length === 0 ? 'the schema is up to date' : `ran ${done.join(', ')}`);
    const raised = await raiseRevisions(db);
    if (raised)
      print(`raised the sequence of revisions from ${raised.from} to ${raised.to}, what products have`);
    return exitCode.done;
  } finally {
    await db.destroy();
  }
}
