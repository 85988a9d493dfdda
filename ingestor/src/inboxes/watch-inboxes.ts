import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@pvs/core/errors';
import { holdLease } from '../hold-lease.ts';
import type { IngestorContext } from '../ingestor-context.ts';
import { taskKeys } from '../tasks/task-keys.ts';
import type { Arrival, Inbox } from './inbox.ts';
import { takeArrival } from './take-arrival.ts';

/** Files that are looked up in Redis by one command. */
const BATCH = 200;
/** Files that are brought here at once. */
const AT_ONCE = 4;
const RENEW_MS = 5000;
/**
 * Redis writes its log to the disk each second: what it has known for longer than that a power cut does not undo, and
 * only then a file goes from its inbox.
 */
const DURABLE_MS = 3000;

/** Looks at an inbox again and again, in one of all the processes that run this, until the signal. */
export async function watchInbox(context: IngestorContext, inbox: Inbox, signal: AbortSignal): Promise<void> {
  const { redis, log } = context;
  const { id, pollS } = inbox.config;
  const lease = holdLease(redis, taskKeys.inbox(id));
  /** When this process first found a version noted. */
  const noted = new Map<string, number>();
  while (!signal.aborted) {
    if (await lease.renew().catch(() => false)) {
      const renewing = setInterval(() => void lease.renew().catch(() => false), RENEW_MS);
      try {
        await lookAtInbox(context, inbox, noted, signal);
      } catch (error) {
        if (!signal.aborted) log.warn({ inbox: id, error: messageOf(error) }, 'Inbox:RoundFailed');
      } finally {
        clearInterval(renewing);
      }
    }
    await sleep(pollS * 1000, undefined, { signal }).catch(() => undefined);
  }
  await inbox.close?.();
}

/** One look: what is new is taken, what has been noted for a while leaves the inbox. */
async function lookAtInbox(
  context: IngestorContext,
  inbox: Inbox,
  noted: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  let batch: Arrival[] = [];
  for await (const arrival of inbox.list(signal)) {
    batch.push(arrival);
    if (batch.length < BATCH) continue;
    await lookAtBatch(context, inbox, batch, noted, signal);
    batch = [];
  }
  await lookAtBatch(context, inbox, batch, noted, signal);
}

async function lookAtBatch(
  context: IngestorContext,
  inbox: Inbox,
  batch: readonly Arrival[],
  noted: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  if (batch.length === 0) return;
  const { redis, log } = context;
  const { id } = inbox.config;
  const tasks = await redis.hmget(taskKeys.seen(id), ...batch.map(({ version }) => version));
  const todo = batch.map((arrival, i) => ({ arrival, isKnown: tasks[i] !== null && tasks[i] !== undefined }));
  const worker = async () => {
    for (let next = todo.shift(); next && !signal.aborted; next = todo.shift()) {
      const { arrival, isKnown } = next;
      try {
        if (isKnown) await settleNoted(context, inbox, arrival, noted);
        else await takeArrival(context, inbox, arrival, signal);
      } catch (error) {
        // It stays where it is, and is looked at again.
        if (!signal.aborted)
          log.warn({ inbox: id, name: arrival.name, error: messageOf(error) }, 'Arrival:Failed');
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function settleNoted(
  { redis }: IngestorContext,
  inbox: Inbox,
  arrival: Arrival,
  noted: Map<string, number>,
): Promise<void> {
  if (!inbox.settle) return;
  const { version } = arrival;
  const since = noted.get(version);
  if (since === undefined) noted.set(version, Date.now());
  if (since === undefined || Date.now() - since < DURABLE_MS) return;
  const seen = taskKeys.seen(inbox.config.id);
  // A Redis that came back younger does not know it any more: it is taken again, and only then settled.
  noted.delete(version);
  if ((await redis.hexists(seen, version)) === 0) return;
  await inbox.settle(arrival);
  await redis.hdel(seen, version);
}
