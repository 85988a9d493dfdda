import { type Logger, pino } from 'pino';
import { requestIds } from './request-id.ts';
import { traceId } from './tracing.ts';

export type { Logger };

/**
 * JSON lines on standard output; readable lines on a terminal. Messages are `Noun:Verb`, facts go in the object. What
 * is done for a request has its id (`request`) in each line, and what is traced the id of the trace.
 */
export function createLog(service: string, level: string): Logger {
  const options = { level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime, mixin: idsOf };
  if (!process.stdout.isTTY) return pino(options);
  return pino({ ...options, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } });
}

/** What each line says of what it is about. */
export function idsOf(): Record<string, string> {
  const [request, trace] = [requestIds.getStore(), traceId()];
  return { ...(request === undefined ? {} : { request }), ...(trace === undefined ? {} : { trace }) };
}
