import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { postgis } from '@electric-sql/pglite-postgis';
import { listenForClients } from './wire-server.ts';

export interface EmbeddedPostgis {
  /** For `PVS_DATABASE_URL`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * PostgreSQL with PostGIS inside this process (PGlite), reachable as `postgres://` on loopback by any number of
 * processes, so that the same queries run here and on a server. It computes on the thread it is started on.
 * @param options.dataDir where it keeps its files; in memory without
 * @param options.template files to start from, as PGlite dumps them; an empty database without
 */
export async function startEmbeddedPostgis(
  options: { dataDir?: string; port?: number; template?: Blob } = {},
): Promise<EmbeddedPostgis> {
  const database = await PGlite.create({
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.template === undefined ? {} : { loadDataDir: options.template }),
    extensions: { postgis, btree_gist, pg_trgm },
  });
  const server = await listenForClients(database, options.port ?? 0);
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${server.port}/postgres?sslmode=disable`,
    async stop() {
      await server.stop();
      await database.close();
    },
  };
}
