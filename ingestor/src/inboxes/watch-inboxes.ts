import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@pvs/core/errors';
import { type TroubleLog, troubleLog } from '@pvs/core/observe/trouble-log';
import { asUnavailable } from '@pvs/core/queue/transient-errors';
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

/** An inbox that is looked at. */
interface Watch {
  readonly context: IngestorContext;
  readonly inbox: Inbox;
  /** When this process first found a version noted. */
  readonly noted: Map<string, number>;
  readonly trouble: TroubleLog;
  readonly signal: AbortSignal;
}

/** Looks at an inbox again and again, in one of all the processes that run this, until the signal. */
export async function watchInbox(context: IngestorContext, inbox: Inbox, signal: AbortSignal): Promise<void> {
  const { redis, log } = context;
  const { id, pollS } = inbox.config;
  const lease = holdLease(redis, taskKeys.inbox(id));
  const trouble = troubleLog(log, { fails: 'Inbox:Waits', works: 'Inbox:Resumes' });
  const rounds = troubleLog(log, { fails: 'Inbox:RoundFailed', works: 'Inbox:RoundSucceeds' });
  const watch: Watch = { context, inbox, noted: new Map(), trouble, signal };
  while (!signal.aborted) {
    if (await lease.renew().catch(() => false)) {
      const renewing = setInterval(() => void lease.renew().catch(() => false), RENEW_MS);
      try {
        await lookAtInbox(watch);
        rounds.worked();
      } catch (error) {
        if (!signal.aborted) rounds.failed(error, { inbox: id });
      } finally {
        clearInterval(renewing);
      }
    }
    await sleep(pollS * 1000, undefined, { signal }).catch(() => undefined);
  }
  await inbox.close?.();
}

/** One look: what is new is taken, what has been noted for a while leaves the inbox. */
async function lookAtInbox(watch: Watch): Promise<void> {
  let batch: Arrival[] = [];
  for await (const arrival of watch.inbox.list(watch.signal)) {
    batch.push(arrival);
    if (batch.length < BATCH) continue;
    await lookAtBatch(watch, batch);
    batch = [];
  }
  await lookAtBatch(watch, batch);
  if (!watch.signal.aborted) await watch.inbox.looked?.();
}

async function lookAtBatch(watch: Watch, batch: readonly Arrival[]): Promise<void> {
  if (batch.length === 0) return;
  const { context, inbox, trouble, signal } = watch;
  const { redis, log } = context;
  const { id } = inbox.config;
  const tasks = await redis.hmget(taskKeys.seen(id), ...batch.map(({ version }) => version));
  const todo = batch.map((arrival, i) => ({ arrival, isKnown: tasks[i] !== null && tasks[i] !== undefined }));
  const worker = async () => {
    for (let next = todo.shift(); next && !signal.aborted; next = todo.shift()) {
      const { arrival, isKnown } = next;
      try {
        await (isKnown ? settleNoted(watch, arrival) : takeArrival(context, inbox, arrival, signal));
        if (!isKnown) trouble.worked();
      } catch (error) {
        // It stays where it is, and is looked at again.
        const facts = { inbox: id, name: arrival.name };
        if (signal.aborted) return;
        if (asUnavailable(error)) trouble.failed(error, facts);
        else log.warn({ ...facts, error: messageOf(error) }, 'Arrival:Failed');
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function settleNoted({ context, inbox, noted }: Watch, arrival: Arrival): Promise<void> {
  if (!inbox.settle) return;
  const { redis } = context;
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
