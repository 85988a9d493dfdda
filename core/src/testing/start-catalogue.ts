import { pino } from 'pino';
import { connectDatabase, type Database } from '../catalogue/database.ts';
import { migrate } from '../catalogue/migrate.ts';
import { startPostgis } from './start-postgis.ts';

export interface TestCatalogue {
  readonly url: string;
  readonly db: Database;
  stop(): Promise<void>;
}

/** An empty catalogue for one test file, on what {@link startPostgis} starts. */
export async function startCatalogue({ connections = 2 } = {}): Promise<TestCatalogue> {
  const server = await startPostgis();
  const db = connectDatabase(server.url, connections, pino({ level: 'silent' }));
  await migrate(db);
  return {
    url: server.url,
    db,
    async stop() {
      await db.destroy();
      await server.stop();
    },
  };
}
