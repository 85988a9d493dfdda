import { type Logger, pino } from 'pino';

export type { Logger };

/** JSON lines on standard output; readable lines on a terminal. Messages are `Noun:Verb`, facts go in the object. */
export function createLog(service: string, level: string): Logger {
  const options = { level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime };
  if (!process.stdout.isTTY) return pino(options);
  return pino({ ...options, transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } });
}
