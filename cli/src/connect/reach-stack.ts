import { join, resolve } from 'node:path';
import type { Environment } from '@pvs/core/config/environment';
import { invalidInput } from '@pvs/core/errors';
import { readStackFile } from '../bundle/stack-file.ts';

/** Variables that name a part of a stack. */
type Address = 'PVS_REDIS_URL' | 'PVS_DATABASE_URL' | 'PVS_STORAGE_URL' | 'PVS_CACHE_URL';

/** An environment in which the named addresses are set. */
export type Reached<Names extends Address> = Environment & { readonly [K in Names]: string };

/**
 * The stack a command works on: what the variables say, and where they say nothing the bundled stack that runs on
 * the data directory.
 * @throws InvalidInput `NoStack` where an address is neither set nor to be found there
 */
export async function reachStack<Names extends Address>(
  env: Environment,
  needed: readonly Names[],
): Promise<Reached<Names>> {
  const missing = needed.filter((name) => env[name] === undefined);
  if (missing.length === 0) return env as Reached<Names>;
  const dataDir = resolve(env.PVS_DATA_DIR);
  // The demo keeps its own below; while only that runs, it is what a person at the next terminal means.
  const demoDir = join(dataDir, 'demo');
  const own = await readStackFile(dataDir);
  const running = own ?? (await readStackFile(demoDir));
  if (running === undefined) {
    throw invalidInput(
      `${missing.join(' and ')} not set and no stack runs on ${dataDir}: start one with ./pvs up, name its directory with --data, or set ${missing.join(' and ')}`,
      { code: 'NoStack', detail: { missing, dataDir } },
    );
  }
  const found = {
    PVS_REDIS_URL: running.redis,
    PVS_DATABASE_URL: running.database,
    PVS_STORAGE_URL: running.storage,
    PVS_CACHE_URL: running.http,
  };
  const addresses = Object.fromEntries(missing.map((name) => [name, found[name]]));
  const reached = { ...env, PVS_STACK: running.stack, PVS_CONFIG: running.config, ...addresses };
  return { ...reached, PVS_DATA_DIR: own ? env.PVS_DATA_DIR : demoDir } as Reached<Names>;
}
