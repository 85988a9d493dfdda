import { runStage } from '../queue/run-stage.ts';
import type { Stage } from '../queue/stage.ts';
import { createApp, type ReadinessCheck } from './create-app.ts';
import { redisCheck } from './readiness.ts';
import { listen, onShutdown } from './serve.ts';
import type { ServiceContext } from './service-context.ts';

/** How long items in work may take to finish after SIGTERM; `stop_grace_period` of the stacks is a little longer. */
const GRACE_MS = 25_000;

export interface StageService {
  readonly context: Pick<ServiceContext, 'env' | 'stack' | 'log' | 'redis'>;
  /** Each stage has a state type of its own, which only its steps know. */
  readonly stages: readonly { readonly stage: Stage<never>; readonly concurrency: number }[];
  /** What readiness needs beside Redis. */
  readonly checks: readonly ReadinessCheck[];
  /** Closes what the process opened. */
  close(): Promise<void>;
}

/** A process that runs stages until it is told to stop, with health and metrics beside. */
export async function runStageService({ context, stages, checks, close }: StageService): Promise<void> {
  const { env, stack, log, redis } = context;
  const running = stages.map(({ stage, concurrency }) =>
    runStage(stage, redis, log, { ...stack.stages, concurrency }),
  );
  const app = createApp(log, [redisCheck(redis), ...checks]);
  const url = await listen(app, env, 0);
  log.info({ url, stages: stages.map(({ stage }) => stage.keys.stage) }, 'Service:Ready');
  onShutdown(log, async () => {
    await Promise.all(running.map((stage) => stage.stop(GRACE_MS)));
    await app.close();
    await close();
  });
}
