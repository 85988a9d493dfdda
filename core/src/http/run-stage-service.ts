import type { Logger } from '../observe/log.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import type { RunPolicy } from '../queue/run-item.ts';
import { runStage, type RunningStage } from '../queue/run-stage.ts';
import type { Stage } from '../queue/stage.ts';
import { createApp, type ReadinessCheck } from './create-app.ts';
import { redisCheck } from './readiness.ts';
import { listen, onShutdown } from './serve.ts';
import type { ServiceContext } from './service-context.ts';

/** How long items in work may take to finish after SIGTERM; `stop_grace_period` of the stacks is a little longer. */
const GRACE_MS = 25_000;

/** A stage with its number of places; what its state is only its steps know. */
export interface StartableStage {
  readonly name: string;
  start(redis: ScriptedRedis, log: Logger, policy: RunPolicy): RunningStage;
}

export function startable<State>(stage: Stage<State>, concurrency: number): StartableStage {
  return {
    name: stage.keys.stage,
    start: (redis, log, policy) => runStage(stage, redis, log, { ...policy, concurrency }),
  };
}

export interface StageService {
  readonly context: Pick<ServiceContext, 'env' | 'stack' | 'log' | 'redis'>;
  readonly stages: readonly StartableStage[];
  /** What readiness needs beside Redis. */
  readonly checks: readonly ReadinessCheck[];
  /** Closes what the process opened. */
  close(): Promise<void>;
}

/** A process that runs stages until it is told to stop, with health and metrics beside. */
export async function runStageService({ context, stages, checks, close }: StageService): Promise<void> {
  const { env, stack, log, redis } = context;
  const running = stages.map((stage) => stage.start(redis, log, stack.stages));
  const app = createApp(log, [redisCheck(redis), ...checks]);
  const url = await listen(app, env, 0);
  log.info({ url, stages: stages.map(({ name }) => name) }, 'Service:Ready');
  onShutdown(log, async () => {
    await Promise.all(running.map((stage) => stage.stop(GRACE_MS)));
    await app.close();
    await close();
  });
}
