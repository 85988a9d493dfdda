import type { BegunItem } from './queue-item.ts';
import type { ScriptedRedis } from './queue-scripts.ts';
import { keyVector } from './stage-books.ts';
import { heartbeatKey, type StageKeys } from './stage-keys.ts';

/** A worker's place in the list of those that may take items of a stage. Every method but `recover` is one atomic move. */
export class Membership {
  readonly #redis: ScriptedRedis;
  readonly #keys: StageKeys;
  readonly #vector: readonly string[];
  readonly worker: string;

  constructor(redis: ScriptedRedis, keys: StageKeys, worker: string) {
    this.#redis = redis;
    this.#keys = keys;
    this.#vector = keyVector(keys);
    this.worker = worker;
  }

  /** Before this, and after being taken for dead, nothing can be taken. */
  async enter(ttlMs: number): Promise<void> {
    const { stage, workers } = this.#keys;
    const heartbeat = heartbeatKey(stage, this.worker);
    await this.#redis.multi().sadd(workers, this.worker).set(heartbeat, 'alive', 'PX', ttlMs).exec();
  }

  /**
   * Renews the lease, and compares what this worker believes to hold with what Redis says.
   * @returns the lengths of its in-flight lists and the tokens that are no longer its own; undefined where it was
   * taken for dead
   */
  async beat(ttlMs: number, held: readonly BegunItem[]) {
    const { stage, queues } = this.#keys;
    const answer = await this.#redis.pvsBeat(
      ...this.#vector,
      ...[this.worker, heartbeatKey(stage, this.worker), ttlMs, queues.length, ...queues],
      ...held.flatMap(({ id, token }) => [id, token]),
    );
    if (answer === null) return undefined;
    return { lengths: answer[0], lost: answer[1] };
  }

  /** Ends workers without a heartbeat: what they held goes back to its queue. Returns the ids they had in work. */
  async recover(): Promise<string[]> {
    const recovered: string[] = [];
    for (const worker of await this.#redis.smembers(this.#keys.workers)) {
      if (worker !== this.worker && !(await this.#redis.exists(heartbeatKey(this.#keys.stage, worker))))
        recovered.push(...(await this.#release(worker, 'dead')));
    }
    return recovered;
  }

  /** Gives back what this worker still holds. */
  async leave(): Promise<void> {
    await this.#release(this.worker, 'leaves');
  }

  async #release(worker: string, why: 'dead' | 'leaves'): Promise<string[]> {
    const { stage, queues } = this.#keys;
    return this.#redis.pvsRelease(...this.#vector, worker, heartbeatKey(stage, worker), why, ...queues);
  }
}
