import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@pvs/core/catalogue/database';
import { migrate } from '@pvs/core/catalogue/migrate';
import { raiseRevisions } from '@pvs/core/catalogue/raise-revisions';
import type { Environment } from '@pvs/core/config/environment';
import { invalidInput } from '@pvs/core/errors';
import { createLog } from '@pvs/core/observe/log';
import {
  type BundleAddresses,
  type BundlePlan,
  httpUrl,
  planBundle,
  serviceVariables,
} from './bundle-plan.ts';
import { BundleChildren } from './bundle-children.ts';
import { databaseChild, databaseUrl } from './database-child.ts';
import { lockDirectory } from './directory-lock.ts';
import { freePort, tryPort } from './free-port.ts';
import { prepareClient } from './prepare-client.ts';
import { identify } from './process-identity.ts';
import { endLeftovers } from './process-records.ts';
import { findRedisServer, redisChild, waitForRedis } from './redis-child.ts';
import { rememberedPort } from './remembered-port.ts';
import { httpChildren, stageChildren } from './service-children.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';

const LEFTOVER_GRACE_MS = 15_000;

export interface RunningBundle {
  readonly plan: BundlePlan;
  readonly at: BundleAddresses;
  stop(): Promise<void>;
}

export interface BundleContext {
  readonly env: Environment;
  /** The environment that children inherit. */
  readonly variables: NodeJS.ProcessEnv;
  /** Told each thing that happens, a line each. */
  say(line: string): void;
}

/**
 * Starts the bundled stack and resolves when it answers HTTP; what cannot start stops the rest again.
 * @throws Conflict where a stack runs on the directory, SourceUnavailable where a part does not start
 */
export async function startBundle(context: BundleContext): Promise<RunningBundle> {
  const plan = planBundle(context.env);
  const lock = await lockDirectory(plan.dataDir);
  const children = new BundleChildren(plan, context.say);
  const stop = async () => {
    await removeStackFile(plan.dataDir);
    await children.stop();
    await lock.release();
  };
  try {
    const leftovers = await endLeftovers(plan.runDir, LEFTOVER_GRACE_MS);
    if (leftovers.length > 0) context.say(`ended what a killed run had left: ${leftovers.join(', ')}`);
    const at = await startParts(plan, context, children);
    return { plan, at, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  plan: BundlePlan,
  context: BundleContext,
  children: BundleChildren,
): Promise<BundleAddresses> {
  const port = await choosePort(plan);
  const [redis, database] = await Promise.all([
    startRedis(plan, context, children),
    startDatabase(plan, children),
    prepareClient(context.say),
  ]);
  const at = { http: httpUrl(plan.host, port), redis, database, storage: plan.storageUrl };
  await bringUpToDate(at.database, context);
  const variables = {
    ...context.variables,
    ...serviceVariables(plan, context.env, at),
    PVS_PORT: String(port),
  };
  for (const stage of stageChildren(variables, plan.logsDir)) children.start('stages', stage);
  const http = httpChildren(plan.httpProcesses, variables, plan.logsDir);
  await children.whileRunning(
    http.map((child) => children.start('http', child)),
    'http',
    waitForHttp(`${at.http}/readyz`),
  );
  const { stack, configPath: config } = plan;
  const self = identify(process.pid);
  if (self)
    await writeStackFile(plan.dataDir, { process: self, stack, ...(config ? { config } : {}), ...at });
  return at;
}

async function choosePort(plan: BundlePlan): Promise<number> {
  if (plan.port === 0) return freePort(plan.host);
  const port = await tryPort(plan.host, plan.port);
  if (port !== undefined) return port;
  throw invalidInput(
    `cannot listen on ${plan.host} port ${plan.port}: something else listens there, or the address is not this machine's; choose another with --port (0 takes a free one)`,
    { code: 'PortTaken' },
  );
}

async function startRedis(
  plan: BundlePlan,
  context: BundleContext,
  children: BundleChildren,
): Promise<string> {
  if ('url' in plan.redis) return plan.redis.url;
  const program = findRedisServer(context.variables['PATH'] ?? '');
  const port = await rememberedPort(plan.dataDir, 'redis');
  const url = `redis://127.0.0.1:${port}`;
  const child = children.start('redis', redisChild(program, plan.redis.directory, port, plan.logsDir));
  await children.whileRunning([child], 'redis', waitForRedis(url));
  return url;
}

async function startDatabase(plan: BundlePlan, children: BundleChildren): Promise<string> {
  if ('url' in plan.database) return plan.database.url;
  const port = await rememberedPort(plan.dataDir, 'database');
  const child = children.start('database', databaseChild(plan.database.directory, port, plan.logsDir));
  return children.whileRunning([child], 'database', databaseUrl(child));
}

async function bringUpToDate(url: string, { env, say }: BundleContext): Promise<void> {
  const db = connectDatabase(url, 1, createLog('supervisor', env.PVS_LOG_LEVEL));
  try {
    const done = await migrate(db);
    if (done.length > 0) say(`database schema brought up to date: ${done.join(', ')}`);
    const raised = await raiseRevisions(db);
    if (raised) say(`sequence of revisions raised from ${raised.from} to ${raised.to}, what products have`);
  } finally {
    await db.destroy();
  }
}

async function waitForHttp(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
}
