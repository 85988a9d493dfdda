import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { openStore } from '@pvs/core/storage/open-store';
import type { ObjectStore } from '@pvs/core/storage/object-store';
import { startRedis } from '@pvs/core/testing/redis-server';
import { startPostgis } from '@pvs/core/testing/start-postgis';

/** What a stack under test runs on. */
export interface StackServers {
  /** Children of the stack that these servers replace. */
  readonly replaced: readonly string[];
  readonly variables: Record<string, string>;
  readonly store: ObjectStore;
  stop(): Promise<void>;
}

/**
 * What the stack brings itself, its storage below `dataDir`; with PVS_TEST_DATABASE_URL and PVS_TEST_STORAGE_URL, as
 * in CI, those servers and a Redis of the test's own instead.
 */
export async function startServers(dataDir: string): Promise<StackServers> {
  const storage = process.env['PVS_TEST_STORAGE_URL'];
  if (storage === undefined || process.env['PVS_TEST_DATABASE_URL'] === undefined) {
    const url = pathToFileURL(join(dataDir, 'storage')).href;
    return { replaced: [], variables: {}, store: openStore(url), stop: async () => undefined };
  }
  const [redis, database] = [await startRedis(), await startPostgis()];
  const url = `${storage.replace(/\/$/, '')}/${randomUUID()}`;
  return {
    replaced: ['redis', 'database'],
    variables: { PVS_REDIS_URL: redis.url, PVS_DATABASE_URL: database.url, PVS_STORAGE_URL: url },
    store: openStore(url),
    async stop() {
      await database.stop();
      await redis.stop();
    },
  };
}
