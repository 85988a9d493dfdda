import type { Logger } from '../observe/log.ts';
import { offerStageGauges } from '../observe/stage-gauges.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import { ByteBudget } from '../queue/byte-budget.ts';
import { runStage, type RunningStage, type StageOptions } from '../queue/run-stage.ts';
import type { Stage } from '../queue/stage.ts';
import type { StageName } from '../queue/stage-keys.ts';
import { announceProcess } from './announce-process.ts';
import { createApp, type ReadinessCheck } from './create-app.ts';
import { redisCheck } from './readiness.ts';
import { listen, onShutdown } from './serve.ts';
import type { ServiceContext } from './service-context.ts';

/** `stop_grace_period` of the stacks is a little longer. */
const GRACE_MS = 25_000;

/** A stage with its number of places; what its state is only its steps know. */
export interface StartableStage {
  readonly name: StageName;
  start(redis: ScriptedRedis, log: Logger, options: Omit<StageOptions, 'concurrency'>): RunningStage;
}

export function startable<State>(stage: Stage<State>, concurrency: number): StartableStage {
  return {
    name: stage.keys.stage,
    start: (redis, log, options) => runStage(stage, redis, log, { ...options, concurrency }),
  };
}

export interface StageService {
  /** @example `registrar` */
  readonly name: string;
  readonly context: Pick<ServiceContext, 'env' | 'stack' | 'log' | 'redis'>;
  readonly stages: readonly StartableStage[];
  /** What readiness needs beside Redis. */
  readonly checks: readonly ReadinessCheck[];
  /** Closes what the process opened. */
  close(): Promise<void>;
  /** How long items in work may take to finish after SIGTERM; 25 seconds unless given. */
  readonly graceMs?: number;
}

/** A process that runs stages until it is told to stop, with health and metrics beside. */
export async function runStageService(service: StageService): Promise<void> {
  const { name, context, stages, checks, close, graceMs = GRACE_MS } = service;
  const { env, stack, log, redis } = context;
  const { maxAttempts, maxUnavailableS, bytesInWork } = stack.stages;
  const options = { maxAttempts, maxUnavailableS, budget: new ByteBudget(bytesInWork) };
  const running = stages.map((stage) => stage.start(redis, log, options));
  offerStageGauges(
    redis,
    stages.map(({ name }) => name),
  );
  const waits = stages.map(({ name }, i) => waitingCheck(name, running[i]));
  const all = [redisCheck(redis), ...checks, ...waits];
  const app = createApp(log, all);
  announceProcess(app, { service: name, checks: all, redis, log });
  const url = await listen(app, env, 0);
  log.info({ url, stages: stages.map(({ name }) => name) }, 'Service:Ready');
  onShutdown(log, async () => {
    await Promise.all(running.map((stage) => stage.stop(graceMs)));
    await app.close();
    await close();
  });
}

const waitingCheck =
  (name: StageName, stage: RunningStage | undefined): ReadinessCheck =>
  async () => {
    const reason = stage?.waitsFor();
    return reason === undefined ? undefined : `stage ${name} waits: ${reason}`;
  };
