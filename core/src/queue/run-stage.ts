import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { runItem, type RunPolicy } from './run-item.ts';
import type { Stage } from './stage.ts';
import { StageQueue } from './stage-queue.ts';

export interface StageOptions extends RunPolicy {
  /** Items in work at once in this process. */
  readonly concurrency: number;
  /** How long a worker may be silent before its items are taken back, milliseconds. */
  readonly leaseMs?: number;
}

export interface RunningStage {
  /** Takes no more items, waits for those in work up to `graceMs`, gives the rest back. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Executes a stage: takes messages as places become free, runs their steps, and moves each to its outcome. One bad
 * item never stops it.
 */
export function runStage<State>(
  stage: Stage<State>,
  redis: ScriptedRedis,
  log: Logger,
  options: StageOptions,
): RunningStage {
  const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const queue = new StageQueue(redis, stage.keys, worker);
  const stopping = new AbortController();
  const abandon = new AbortController();
  const leaseMs = options.leaseMs ?? 15_000;
  const slots = new Slots(options.concurrency);
  const idOf = (raw: string, from: string) => stage.idOf(raw, from);

  const keepAlive = everyWhile(stopping.signal, leaseMs / 3, log, async () => {
    await queue.beat(leaseMs);
    for (const item of await queue.recover(idOf)) log.warn({ id: item.id }, 'Item:Recovered');
  });

  const takers = stage.keys.queues.map(async (name) => {
    const blocking = redis.duplicate() as ScriptedRedis;
    stopping.signal.addEventListener('abort', () => blocking.disconnect(), { once: true });
    while (await slots.acquire(stopping.signal)) {
      const raw = await takeQuietly(queue, blocking, name, stopping.signal, log);
      if (raw === undefined) {
        slots.release();
        continue;
      }
      void runItem(stage, queue, { queue: name, raw, id: idOf(raw, name) }, log, options, abandon.signal)
        .catch((error: unknown) => log.error({ error: messageOf(error) }, 'Item:Unfinished'))
        .finally(() => slots.release());
    }
  });

  return {
    async stop(graceMs) {
      stopping.abort();
      await Promise.all(takers);
      const finished = await Promise.race([
        slots.idle().then(() => true),
        sleep(graceMs, false, { ref: false }),
      ]);
      if (!finished) {
        abandon.abort();
        await Promise.race([slots.idle(), sleep(2000, undefined, { ref: false })]);
      }
      await keepAlive;
      await queue.leave(idOf);
    },
  };
}

async function takeQuietly(
  queue: StageQueue,
  blocking: ScriptedRedis,
  name: string,
  stop: AbortSignal,
  log: Logger,
) {
  try {
    return await queue.take(blocking, name, 2);
  } catch (error) {
    if (stop.aborted) return undefined;
    log.warn({ queue: name, error: messageOf(error) }, 'Queue:Unreadable');
    await sleep(1000, undefined, { signal: stop }).catch(() => undefined);
    return undefined;
  }
}

async function everyWhile(stop: AbortSignal, intervalMs: number, log: Logger, action: () => Promise<void>) {
  while (!stop.aborted) {
    await action().catch((error: unknown) => log.warn({ error: messageOf(error) }, 'Heartbeat:Failed'));
    await sleep(intervalMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Places for items in work. */
class Slots {
  #free: number;
  readonly #size: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
    this.#size = size;
  }

  /** Takes a place, waiting for one; false where `stop` aborted first. */
  async acquire(stop?: AbortSignal): Promise<boolean> {
    if (stop?.aborted) return false;
    if (this.#free > 0) {
      this.#free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      const take = () => {
        stop?.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        resolve(false);
      };
      this.#waiting.push(take);
      stop?.addEventListener('abort', leave, { once: true });
    });
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  async idle(): Promise<void> {
    for (let taken = 0; taken < this.#size; taken += 1) await this.acquire();
  }
}
