import { inFlightKey, type Problem, type Progress, type StageKeys, heartbeatKey } from './stage-keys.ts';
import type { ScriptedRedis } from './queue-scripts.ts';

/** A message that a worker holds: it is in the worker's in-flight list until it is finished or given back. */
export interface TakenItem {
  readonly queue: string;
  /** As it was pushed. */
  readonly raw: string;
  readonly id: string;
}

/** A message for another queue, pushed in the same atomic move that finishes an item. */
export interface QueueMessage {
  readonly queue: string;
  readonly message: string;
}

/** One worker's view of one stage's queues. */
export class StageQueue {
  readonly #redis: ScriptedRedis;
  readonly keys: StageKeys;
  readonly worker: string;

  constructor(redis: ScriptedRedis, keys: StageKeys, worker: string) {
    this.#redis = redis;
    this.keys = keys;
    this.worker = worker;
  }

  /** Tells the others that this worker lives; without renewal within `ttlMs` they take its items back. */
  async beat(ttlMs: number): Promise<void> {
    const { stage, workers } = this.keys;
    await this.#redis
      .multi()
      .sadd(workers, this.worker)
      .set(heartbeatKey(stage, this.worker), new Date().toISOString(), 'PX', ttlMs)
      .exec();
  }

  /** Waits for a message on `blocking`, a connection of its own, and moves it into this worker's in-flight list. */
  async take(blocking: ScriptedRedis, queue: string, timeoutS: number): Promise<string | undefined> {
    const raw = await blocking.blmove(queue, inFlightKey(queue, this.worker), 'RIGHT', 'LEFT', timeoutS);
    return raw ?? undefined;
  }

  /**
   * Marks a taken item as in work.
   * @returns how often it was taken up so far, this time included; undefined where another worker holds the same
   * id: the message is back in its queue and waits for that one
   */
  async begin({ queue, raw, id }: TakenItem): Promise<number | undefined> {
    const k = this.keys;
    const attempts = await this.#redis.pvsBegin(
      ...[
        inFlightKey(queue, this.worker),
        queue,
        k.working,
        k.owners,
        k.attempts,
        k.success,
        k.failure,
        k.problems,
      ],
      ...[raw, id, this.worker],
    );
    return attempts < 0 ? undefined : attempts;
  }

  /** Finishes an item as done and pushes what follows from it. False where it is no longer this worker's. */
  async succeed(item: TakenItem, next: readonly QueueMessage[]): Promise<boolean> {
    return this.#finish(item, this.keys.success, this.keys.failure, '', next);
  }

  /** Finishes an item as failed. False where it is no longer this worker's. */
  async fail(item: TakenItem, problem: Problem): Promise<boolean> {
    return this.#finish(item, this.keys.failure, this.keys.success, JSON.stringify(problem), []);
  }

  async #finish(
    { queue, raw, id }: TakenItem,
    outcome: string,
    other: string,
    problem: string,
    next: readonly QueueMessage[],
  ): Promise<boolean> {
    const k = this.keys;
    const done = await this.#redis.pvsFinish(
      ...[
        inFlightKey(queue, this.worker),
        k.working,
        k.owners,
        k.attempts,
        k.progress,
        outcome,
        other,
        k.problems,
      ],
      ...[raw, id, this.worker, problem],
      ...next.flatMap(({ queue: to, message }) => [to, message]),
    );
    return done === 1;
  }

  /** Puts an item back as the next of its queue. `countAttempt` is false where the item is not to blame. */
  async giveBack(item: TakenItem, countAttempt: boolean, holder = this.worker): Promise<boolean> {
    const k = this.keys;
    const moved = await this.#redis.pvsGiveBack(
      ...[inFlightKey(item.queue, holder), item.queue, k.working, k.owners, k.attempts, k.progress],
      ...[item.raw, item.id, holder, countAttempt ? '1' : '0'],
    );
    return moved === 1;
  }

  async report(id: string, progress: Progress): Promise<void> {
    await this.#redis.hset(this.keys.progress, id, JSON.stringify(progress));
  }

  /** Gives back what workers without a heartbeat held. */
  async recover(idOf: (raw: string, queue: string) => string): Promise<TakenItem[]> {
    const recovered: TakenItem[] = [];
    for (const worker of await this.#redis.smembers(this.keys.workers)) {
      if (worker === this.worker || (await this.#redis.exists(heartbeatKey(this.keys.stage, worker))))
        continue;
      recovered.push(...(await this.#empty(worker, idOf, true)));
      await this.#redis.srem(this.keys.workers, worker);
    }
    return recovered;
  }

  /** Gives back what this worker still holds and leaves the list of workers. */
  async leave(idOf: (raw: string, queue: string) => string): Promise<void> {
    await this.#empty(this.worker, idOf, false);
    await this.#redis
      .multi()
      .srem(this.keys.workers, this.worker)
      .del(heartbeatKey(this.keys.stage, this.worker))
      .exec();
  }

  async #empty(holder: string, idOf: (raw: string, queue: string) => string, countAttempt: boolean) {
    const moved: TakenItem[] = [];
    for (const queue of this.keys.queues) {
      for (const raw of await this.#redis.lrange(inFlightKey(queue, holder), 0, -1)) {
        const item = { queue, raw, id: idOf(raw, queue) };
        if (await this.giveBack(item, countAttempt, holder)) moved.push(item);
      }
    }
    return moved;
  }
}
