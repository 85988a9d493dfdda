import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Logger } from '../observe/log.ts';
import { type ProcessState, tellProcess } from '../observe/process-board.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { readVersion } from '../release/read-version.ts';
import { problemsOf, type ReadinessCheck } from './create-app.ts';

/** What is told of a process beside what it knows itself. */
export interface Announced {
  /** @example `renderer` */
  readonly service: string;
  /** What its `/readyz` asks. */
  readonly checks: readonly ReadinessCheck[];
  readonly redis: ScriptedRedis;
  readonly log: Logger;
}

/**
 * Has a process tell Redis that it lives, since when, in which version, and whether it can work, from when it listens
 * until it closes: what the operator's page of health shows of every replica, whatever network it is in.
 */
export function announceProcess(app: FastifyInstance, { service, checks, redis, log }: Announced): void {
  const host = hostname();
  const facts = {
    ...{ service, host, pid: process.pid, version: readVersion() },
    id: `${service}@${host}-${process.pid}-${randomUUID().slice(0, 8)}`,
    since: new Date(performance.timeOrigin).toISOString(),
  };
  const look = async (): Promise<ProcessState> => ({
    ...facts,
    at: new Date().toISOString(),
    problems: await problemsOf(checks),
    memoryBytes: process.memoryUsage.rss(),
  });
  let telling: { leave(): Promise<void> } | undefined;
  app.addHook('onListen', async () => void (telling = tellProcess(redis, log, look)));
  app.addHook('preClose', async () => telling?.leave());
}
