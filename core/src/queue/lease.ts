import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { Logger } from '../observe/log.ts';
import { HeldItems, ItemAborted } from './held-items.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import type { IdOf } from './queue-item.ts';
import { lookAtQueues } from './stage-books.ts';
import { StageQueue } from './stage-queue.ts';
import type { StageKeys } from './stage-keys.ts';

/** A worker under one name: what it holds, and its view of the queues. */
export interface Tenancy {
  readonly queue: StageQueue;
  readonly held: HeldItems;
}

/**
 * Keeps a worker alive in the eyes of the others, and takes back what the dead held. A worker that was taken for
 * dead (paused, or cut off, for longer than its lease) drops what it has in work and comes back under another name.
 */
export class Lease {
  readonly #redis: ScriptedRedis;
  readonly #keys: StageKeys;
  readonly #idOf: IdOf;
  readonly #log: Logger;
  readonly #leaseMs: number;
  #tenancy: Tenancy;
  #acknowledged = performance.now();
  /** Messages in Redis' list that this worker does not know of, as of the last beat; by queue. */
  #unknown = new Map<string, number>();

  constructor(redis: ScriptedRedis, keys: StageKeys, idOf: IdOf, log: Logger, leaseMs: number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#idOf = idOf;
    this.#log = log;
    this.#leaseMs = leaseMs;
    this.#tenancy = this.#newTenancy();
  }

  get tenancy(): Tenancy {
    return this.#tenancy;
  }

  async enter(): Promise<void> {
    await this.#tenancy.queue.enter(this.#leaseMs);
    this.#acknowledged = performance.now();
  }

  /** Beats, recovers and looks until `stop` aborts. */
  async keep(stop: AbortSignal): Promise<void> {
    const watch = setInterval(() => this.#dropWhenSilent(), this.#leaseMs / 4);
    while (!stop.aborted) {
      await this.renew().catch((error: unknown) =>
        this.#log.warn({ error: messageOf(error) }, 'Heartbeat:Failed'),
      );
      await sleep(this.#leaseMs / 3, undefined, { signal: stop }).catch(() => undefined);
    }
    clearInterval(watch);
  }

  async renew(): Promise<void> {
    const { queue, held } = this.#tenancy;
    const sentAt = performance.now();
    const answer = await queue.beat(this.#leaseMs, held.items);
    if (answer === undefined) {
      // The taker may have noticed as well.
      if (this.#tenancy.queue === queue) await this.#comeBack();
      return;
    }
    this.#acknowledged = sentAt;
    if (answer.lost.length > 0) {
      this.#log.warn({ items: answer.lost.length }, 'Items:Lost');
      held.abort(new ItemAborted('Redis gave the item to another worker', true), answer.lost);
    }
    await this.#giveBackUnknown(answer.lengths);
    await this.#recover();
    await lookAtQueues(this.#redis, this.#keys);
  }

  #newTenancy(): Tenancy {
    const worker = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
    return { queue: new StageQueue(this.#redis, this.#keys, worker, this.#idOf), held: new HeldItems() };
  }

  async #comeBack(): Promise<void> {
    const { queue, held } = this.#tenancy;
    this.#log.warn({ worker: queue.worker, items: held.items.length }, 'Lease:Lost');
    held.abort(new ItemAborted('the worker was silent for longer than its lease', true));
    this.#tenancy = this.#newTenancy();
    this.#unknown = new Map();
    await this.enter();
  }

  /** Without an answer for two leases others may have had the items for one: two must not work on them for longer. */
  #dropWhenSilent(): void {
    if (performance.now() - this.#acknowledged < 2 * this.#leaseMs) return;
    this.#tenancy.held.abort(new ItemAborted('Redis did not answer for two leases', false));
  }

  /** What stands in this worker's lists for two beats without its knowing was taken by a call whose answer was lost. */
  async #giveBackUnknown(lengths: readonly number[]): Promise<void> {
    const { queue, held } = this.#tenancy;
    for (const [i, name] of this.#keys.queues.entries()) {
      const known = () => held.items.filter((item) => item.queue === name);
      const unknown = Math.max(0, (lengths[i] ?? 0) - known().length);
      if (Math.min(unknown, this.#unknown.get(name) ?? 0) > 0) {
        const items = await queue.giveBackUnknown(name, known);
        if (items.length > 0) this.#log.warn({ ids: items.map(({ id }) => id) }, 'Items:GivenBack');
      }
      this.#unknown.set(name, unknown);
    }
  }

  /** Leaves everybody a lease to come back after Redis itself was away. */
  async #recover(): Promise<void> {
    const uptimeS = /uptime_in_seconds:(\d+)/.exec(await this.#redis.info('server'))?.[1];
    if (Number(uptimeS) * 1000 < this.#leaseMs) return;
    const ids = await this.#tenancy.queue.recover();
    if (ids.length > 0) this.#log.warn({ ids }, 'Items:Recovered');
  }
}
