import { setTimeout as sleep } from 'node:timers/promises';
import { isPvsError } from '../errors.ts';
import { createLog, type Logger } from '../observe/log.ts';
import { startTracing } from '../observe/tracing.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { loadStack } from './load-stack.ts';
import type { StackConfig } from './stack.ts';

const EVERY_MS = 2000;

/** What a process was told. */
export interface Settings {
  readonly env: Environment;
  readonly stack: StackConfig;
  readonly log: Logger;
}

/**
 * What the environment and the stack's YAML say to a service. Where a file is missing or wrong (a secret, the YAML),
 * waits until it has been mended, and says each reason once: a process that ended instead would be started again and
 * say it every few seconds.
 * @throws InvalidInput `InvalidEnvironment` for what no file says, which cannot change while a process lives
 */
export async function awaitSettings(
  service: string,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<Settings> {
  for (let said = ''; ;) {
    try {
      const env = readEnvironment(variables);
      const stack = await loadStack(env);
      await startTracing(env, service);
      return { env, stack, log: createLog(service, env.PVS_LOG_LEVEL) };
    } catch (error) {
      if (!isPvsError(error) || typeof error.detail['file'] !== 'string') throw error;
      const { message: problem } = error;
      if (problem !== said) createLog(service, 'warn').warn({ problem }, 'Settings:Wait');
      said = problem;
    }
    await sleep(EVERY_MS);
  }
}
