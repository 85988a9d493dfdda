import { startable } from '../http/run-stage-service.ts';
import type { ScriptedRedis } from '../queue/queue-scripts.ts';
import type { Stage } from '../queue/stage.ts';
import type { Problem } from '../queue/stage-keys.ts';
import type { TestStack } from './test-stack.ts';
import { until } from './until.ts';

/** What became of messages. */
export interface Outcomes {
  readonly success: readonly string[];
  /** By id. */
  readonly problems: Readonly<Record<string, Problem>>;
}

/** Pushes messages to a stage's first queue, runs the stage until each has an outcome, and stops it. */
export async function runItems<State>(
  { redis, log }: Pick<TestStack, 'redis' | 'log'>,
  stage: Stage<State>,
  messages: readonly string[],
): Promise<Outcomes> {
  const { keys } = stage;
  await redis.del(keys.success, keys.failure, keys.problems);
  await redis.lpush(keys.queues[0], ...messages);
  const running = startable(stage, 2).start(redis, log, { maxAttempts: 3, maxUnavailableS: 30 });
  try {
    const ids = new Set(messages.map((raw) => stage.idOf(raw, keys.queues[0])));
    await until(
      async () => (await redis.scard(keys.success)) + (await redis.scard(keys.failure)) === ids.size,
    );
  } finally {
    await running.stop(5000);
  }
  return outcomesOf(redis, stage);
}

async function outcomesOf<State>(redis: ScriptedRedis, { keys }: Stage<State>): Promise<Outcomes> {
  const problems = Object.entries(await redis.hgetall(keys.problems));
  return {
    success: (await redis.smembers(keys.success)).sort(),
    problems: Object.fromEntries(problems.map(([id, json]) => [id, JSON.parse(json) as Problem])),
  };
}
