import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { followCatalogue } from '../catalogue/catalogue-follower.ts';
import { connectDatabase } from '../catalogue/database.ts';
import { editionOf } from '../catalogue/stack-edition.ts';
import { migrate } from '../catalogue/migrate.ts';
import { readEnvironment } from '../config/environment.ts';
import { parseStack } from '../config/load-stack.ts';
import type { FollowingContext } from '../http/service-context.ts';
import { closeServiceContext } from '../http/service-context.ts';
import { connectRedis } from '../queue/redis.ts';
import { openStore } from '../storage/open-store.ts';
import { startRedis } from './redis-server.ts';
import { startPostgis } from './start-postgis.ts';

/** What services work with, on servers of one test file. */
export interface TestStack extends FollowingContext {
  /** With which other processes work on the same servers, by the same YAML. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts a Redis, a migrated PostGIS and an empty object storage for one test file: a prefix of PVS_TEST_STORAGE_URL
 * where that is set (as CI does), else a directory.
 */
export async function startTestStack(
  yaml: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<TestStack> {
  const stack = parseStack(yaml, 'test.yml');
  const log = pino({ level: 'silent' });
  const directory = await mkdtemp(join(tmpdir(), 'pvs-stack-'));
  const [server, database] = await Promise.all([startRedis(), startPostgis()]);
  const redis = connectRedis(server.url, log);
  const db = connectDatabase(database.url, 4, log);
  await migrate(db);
  const storage = storageUrl(directory);
  const config = join(directory, 'stack.yml');
  await writeFile(config, yaml);
  const context: FollowingContext = {
    env: readEnvironment({ PVS_DATA_DIR: directory, ...variables }),
    stack,
    log,
    store: openStore(storage),
    db,
    redis,
    follower: followCatalogue(db, redis, log, { counted: true, edition: editionOf(stack) }),
  };
  return {
    ...context,
    variables: {
      ...{ PVS_CONFIG: config, PVS_DATA_DIR: directory, PVS_STORAGE_URL: storage },
      ...{ PVS_REDIS_URL: server.url, PVS_DATABASE_URL: database.url },
    },
    async stop() {
      await closeServiceContext(context);
      await database.stop();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function storageUrl(directory: string): string {
  const external = process.env['PVS_TEST_STORAGE_URL'];
  if (external === undefined || external === '') return pathToFileURL(join(directory, 'storage')).href;
  return `${external.replace(/\/+$/, '')}/${randomUUID()}`;
}
