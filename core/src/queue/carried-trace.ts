import { createHash } from 'node:crypto';
import { type Carrier, carrier, isTracing } from '../observe/tracing.ts';
import type { QueueMessage } from './queue-item.ts';
import type { ScriptedRedis } from './queue-scripts.ts';

/** Longer than an item waits, and it is only a trace. */
const KEPT_S = 86_400;

/** Messages are the operators': what a trace needs lies beside them. */
const keyOf = ({ queue, message }: QueueMessage) =>
  `pvs:trace:${queue}:${createHash('sha256').update(message).digest('base64url')}`;

/** Notes of which trace messages are that are about to be pushed. Where several push the same, the last one counts. */
export async function carryTrace(redis: ScriptedRedis, next: readonly QueueMessage[]): Promise<void> {
  if (!isTracing()) return;
  const place = JSON.stringify(carrier());
  await Promise.all(next.map((message) => redis.set(keyOf(message), place, 'EX', KEPT_S))).catch(
    () => undefined,
  );
}

/** The place in a trace that a message came with. */
export async function carriedTrace(
  redis: ScriptedRedis,
  message: QueueMessage,
): Promise<Carrier | undefined> {
  if (!isTracing()) return undefined;
  const place = await redis.get(keyOf(message)).catch(() => null);
  return place === null ? undefined : (JSON.parse(place) as Carrier);
}
