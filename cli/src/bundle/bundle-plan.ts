import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from '@pvs/core/config/environment';

/** What the bundled stack starts by itself, what it uses instead, and where it keeps things. Plain data. */
export interface BundlePlan {
  readonly dataDir: string;
  readonly runDir: string;
  readonly logsDir: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly stack: string;
  readonly configPath: string | undefined;
  /** A server of the operator's, or a child that keeps its files in `directory`. */
  readonly redis: ServerPlan;
  readonly database: ServerPlan;
  readonly storageUrl: string;
  readonly httpProcesses: number;
}

export type ServerPlan = { readonly url: string } | { readonly directory: string };

export function planBundle(env: Environment, processors = availableParallelism()): BundlePlan {
  const dataDir = resolve(env.PVS_DATA_DIR);
  const server = (url: string | undefined, name: string): ServerPlan =>
    url === undefined ? { directory: join(dataDir, name) } : { url };
  return {
    dataDir,
    runDir: join(dataDir, 'run'),
    logsDir: join(dataDir, 'logs'),
    host: env.PVS_HOST,
    port: env.PVS_PORT ?? 8080,
    stack: env.PVS_STACK,
    configPath: env.PVS_CONFIG === undefined ? undefined : resolve(env.PVS_CONFIG),
    redis: server(env.PVS_REDIS_URL, 'redis'),
    database: server(env.PVS_DATABASE_URL, 'database'),
    storageUrl: env.PVS_STORAGE_URL ?? pathToFileURL(join(dataDir, 'storage')).href,
    httpProcesses: processors,
  };
}

/** Where the parts of a running bundle answer. */
export interface BundleAddresses {
  readonly http: string;
  readonly redis: string;
  readonly database: string;
  readonly storage: string;
}

/** URL of HTTP as this machine reaches it: an address that means all interfaces cannot be asked. */
export function httpUrl(host: string, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}

/**
 * The contract variables that every service of the bundle is started with, on top of the operator's own. Secrets
 * that were given as files are given on as values of the same name.
 */
export function serviceVariables(
  plan: BundlePlan,
  env: Environment,
  at: BundleAddresses,
): Record<string, string> {
  return {
    PVS_HOST: plan.host,
    PVS_DATA_DIR: plan.dataDir,
    PVS_STACK: plan.stack,
    PVS_REDIS_URL: at.redis,
    PVS_DATABASE_URL: at.database,
    PVS_STORAGE_URL: at.storage,
    PVS_CACHE_URL: at.http,
    // The operator's own machine: what the operator may read, a package may be read from.
    PVS_SOURCE_DIRS: env.PVS_SOURCE_DIRS === '' ? '/' : env.PVS_SOURCE_DIRS,
    PVS_LOG_LEVEL: env.PVS_LOG_LEVEL,
    PVS_DATABASE_POOL: String(env.PVS_DATABASE_POOL),
    ...optional('PVS_CONFIG', plan.configPath),
    ...optional('PVS_PUBLIC_URL', env.PVS_PUBLIC_URL),
    ...optional('PVS_TOKEN', env.PVS_TOKEN),
  };
}

const optional = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };
