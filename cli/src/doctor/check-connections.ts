import { connectDatabase } from '@pvs/core/catalogue/database';
import type { Environment } from '@pvs/core/config/environment';
import { isPvsError, messageOf } from '@pvs/core/errors';
import { createLog } from '@pvs/core/observe/log';
import { openStore } from '@pvs/core/storage/open-store';
import { withoutPassword } from '@pvs/core/queue/redis-url';
import { sql } from 'kysely';
import { type Reached, reachStack } from '../connect/reach-stack.ts';
import { withRedis } from '../connect/with-redis.ts';
import { bad, type Finding, good, unused } from './check.ts';

type Address = 'PVS_REDIS_URL' | 'PVS_DATABASE_URL' | 'PVS_STORAGE_URL';

export const checkRedis = (env: Environment) =>
  checkAt(env, 'PVS_REDIS_URL', async (reached) =>
    withRedis(reached, async (redis) => {
      const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
      const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1] ?? 'noeviction';
      const text = `${version} at ${withoutPassword(reached.PVS_REDIS_URL)}`;
      if (policy === 'noeviction') return good(text);
      return bad(
        `${text} evicts keys (${policy})`,
        'set maxmemory-policy noeviction: what it evicts is lost',
      );
    }),
  );

export const checkDatabase = (env: Environment) =>
  checkAt(env, 'PVS_DATABASE_URL', async ({ PVS_DATABASE_URL: url }) => {
    const db = connectDatabase(url, 1, createLog('doctor', 'silent'));
    try {
      const { rows } = await sql<{ version: string; postgis: string | null }>`
        select current_setting('server_version') as version,
          (select default_version from pg_available_extensions where name = 'postgis') as postgis`.execute(
        db,
      );
      const { version = '', postgis = null } = rows[0] ?? {};
      const text = `PostgreSQL ${version} at ${withoutPassword(url)}`;
      if (postgis === null) return bad(`${text} has no PostGIS`, 'install PostGIS on the database server');
      return good(`${text}, PostGIS ${postgis}`);
    } finally {
      await db.destroy();
    }
  });

export const checkStorage = (env: Environment) =>
  checkAt(env, 'PVS_STORAGE_URL', async ({ PVS_STORAGE_URL: url }) => {
    const store = openStore(url);
    // Listing asks for the bucket, the credentials and the endpoint, and changes nothing.
    for await (const object of store.list('')) return good(`${store.url} (${object.key}, …)`);
    return good(`${store.url}, empty`);
  });

async function checkAt<Name extends Address>(
  env: Environment,
  name: Name,
  look: (reached: Reached<Name>) => Promise<Finding>,
): Promise<Finding> {
  try {
    return await look(await reachStack(env, [name]));
  } catch (error) {
    if (isPvsError(error) && error.code === 'NoStack')
      return unused(`${name} is not set: the bundled stack brings its own when it runs`);
    return bad(
      messageOf(error),
      `check ${name}${name === 'PVS_STORAGE_URL' ? ' and the AWS_* variables' : ''}`,
    );
  }
}
