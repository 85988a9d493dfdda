import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Environment } from '../config/environment.ts';
import type { Logger } from '../observe/log.ts';
import { offerProcessMetrics } from '../observe/process-metrics.ts';
import { stopTracing } from '../observe/tracing.ts';

/** Listens, and returns the URL it can be reached at on this machine. */
export async function listen(app: FastifyInstance, env: Environment, defaultPort: number): Promise<string> {
  offerProcessMetrics(env.PVS_DATA_DIR);
  await app.listen({ host: env.PVS_HOST, port: env.PVS_PORT ?? defaultPort });
  const { port } = app.server.address() as AddressInfo;
  const host = env.PVS_HOST === '0.0.0.0' || env.PVS_HOST === '::' ? '127.0.0.1' : env.PVS_HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Runs `stop` once when the process is asked to end, or when the process that started it is gone, and then exits.
 * A second request ends at once.
 */
export function onShutdown(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (reason: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ reason }, 'Service:Stopping');
    const stopped = stop().finally(stopTracing);
    stopped.then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: String(error) }, 'Service:StopFailed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => begin('SIGTERM'));
  process.on('SIGINT', () => begin('SIGINT'));
  if (process.channel) process.on('disconnect', () => begin('parent is gone'));
}
