import type { ScriptedRedis } from '@pvs/core/queue/queue-scripts';
import { ratesOf, type Rates } from './rates-of.ts';
import { minuteOf, readMoment, readMoments } from './stage-history.ts';

/** Spans that can be looked at, hours. */
export const SPANS = [1, 6, 24] as const;
export type Span = (typeof SPANS)[number];

/** Of every span: as many as can be told apart on a phone. */
const STEPS = 60;

/** What the stages did in the last hours; the last step ends now, and is a little longer than the others. */
export async function readRates(redis: ScriptedRedis, hours: Span, nowMs = Date.now()): Promise<Rates> {
  const stepMinutes = (hours * 60) / STEPS;
  // Steps stay where they are while time goes on: only the last one grows.
  const last = Math.floor(minuteOf(nowMs) / stepMinutes) * stepMinutes;
  const minutes = Array.from({ length: STEPS + 1 }, (_, i) => last - (STEPS - i) * stepMinutes);
  const [moments, now] = await Promise.all([readMoments(redis, minutes), readMoment(redis)]);
  const dated = minutes.map((minute, i) => ({ minute, moment: moments[i] }));
  return ratesOf([...dated.slice(0, -1), { minute: nowMs / 60_000, moment: now }], hours);
}
