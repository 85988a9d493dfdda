import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../observe/log.ts';
import { HeldItems, ItemAborted } from './held-items.ts';
import { Membership } from './membership.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import type { IdOf } from './queue-item.ts';
import { Refusal } from './refusal.ts';
import { lookAtQueues } from './stage-books.ts';
import { StageQueue } from './stage-queue.ts';
import type { StageKeys } from './stage-keys.ts';

/** A worker under one name: what it holds, and its view of the queues. */
export interface Tenancy {
  readonly membership: Membership;
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
  readonly #places: number;
  /** Of heartbeats. */
  readonly refusal: Refusal;
  #tenancy: Tenancy;
  #acknowledged = performance.now();
  /** Ids in Redis' lists that this worker does not know of, as of the last beat; by queue. */
  #unknown = new Map<string, readonly string[]>();

  constructor(
    redis: ScriptedRedis,
    keys: StageKeys,
    idOf: IdOf,
    log: Logger,
    { leaseMs, places }: { readonly leaseMs: number; readonly places: number },
  ) {
    this.#redis = redis;
    this.#keys = keys;
    this.#idOf = idOf;
    this.#log = log;
    this.#leaseMs = leaseMs;
    this.#places = places;
    this.refusal = new Refusal(log, 'Heartbeat');
    this.#tenancy = this.#newTenancy();
  }

  get tenancy(): Tenancy {
    return this.#tenancy;
  }

  async enter(): Promise<void> {
    await this.#tenancy.membership.enter(this.#leaseMs);
    this.#acknowledged = performance.now();
  }

  /** Beats, recovers and looks until `stop` aborts. */
  async keep(stop: AbortSignal): Promise<void> {
    const watch = setInterval(() => this.#dropWhenSilent(), this.#leaseMs / 4);
    while (!stop.aborted) {
      await this.renew().then(
        () => this.refusal.passed(),
        (error: unknown) => this.refusal.met(error),
      );
      await sleep(this.#leaseMs / 3, undefined, { signal: stop }).catch(() => undefined);
    }
    clearInterval(watch);
  }

  async renew(): Promise<void> {
    const { membership, held } = this.#tenancy;
    const sentAt = performance.now();
    const answer = await membership.beat(this.#leaseMs, held.items);
    if (answer === undefined) {
      // The taker may have noticed as well.
      if (this.#tenancy.membership === membership) await this.#comeBack();
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
    return {
      membership: new Membership(this.#redis, this.#keys, worker),
      queue: new StageQueue(this.#redis, this.#keys, worker, this.#idOf, this.#places),
      held: new HeldItems(),
    };
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

  /** What is in this worker's lists at two beats without its knowing was taken by a call whose answer was lost. */
  async #giveBackUnknown(lengths: readonly number[]): Promise<void> {
    const { queue, held } = this.#tenancy;
    const isKnown = (id: string) => held.items.some((item) => item.id === id);
    for (const [i, name] of this.#keys.queues.entries()) {
      const before = this.#unknown.get(name) ?? [];
      const isUnknown = (lengths[i] ?? 0) > held.items.filter((item) => item.queue === name).length;
      const unknown = isUnknown ? (await queue.inFlight(name)).filter(({ id }) => !isKnown(id)) : [];
      for (const item of unknown.filter(({ id }) => before.includes(id) && !isKnown(id))) {
        if (await queue.giveBack(item)) this.#log.warn({ id: item.id }, 'Item:GivenBack');
      }
      this.#unknown.set(
        name,
        unknown.map(({ id }) => id),
      );
    }
  }

  /** Leaves everybody a lease to come back after Redis itself was away. */
  async #recover(): Promise<void> {
    const uptimeS = /uptime_in_seconds:(\d+)/.exec(await this.#redis.info('server'))?.[1];
    if (Number(uptimeS) * 1000 < this.#leaseMs) return;
    const ids = await this.#tenancy.membership.recover();
    if (ids.length > 0) this.#log.warn({ ids }, 'Items:Recovered');
  }
}
