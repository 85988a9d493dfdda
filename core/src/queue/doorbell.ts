import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptedRedis } from './queue-scripts.ts';

const BLOCK_S = 2;

/**
 * Waits until a queue has a message, without taking it: BLMOVE from a list's end to the same end wakes on a plain
 * LPUSH and changes nothing, so that a worker which sleeps or dies just then holds nothing.
 */
export class Doorbell {
  readonly #connections = new Map<string, ScriptedRedis>();
  readonly #listening = new Set<string>();
  #rung: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(redis: ScriptedRedis, queues: readonly string[]) {
    for (const queue of queues) {
      const connection = redis.duplicate() as ScriptedRedis;
      // The main connection tells of the same trouble.
      connection.on('error', () => undefined);
      this.#connections.set(queue, connection);
    }
  }

  /** Resolves when a queue has a message, after `mostMs`, or when `stop` aborts. */
  async wait(mostMs: number, stop: AbortSignal): Promise<void> {
    for (const [queue, connection] of this.#connections) {
      if (!this.#listening.has(queue)) void this.#listen(queue, connection);
    }
    const late = new AbortController();
    const signal = AbortSignal.any([late.signal, stop]);
    await Promise.race([this.#rung.promise, sleep(mostMs, undefined, { signal }).catch(() => undefined)]);
    late.abort();
  }

  async #listen(queue: string, connection: ScriptedRedis): Promise<void> {
    this.#listening.add(queue);
    try {
      if ((await connection.blmoveBuffer(queue, queue, 'RIGHT', 'RIGHT', BLOCK_S)) === null) return;
      const { resolve } = this.#rung;
      this.#rung = Promise.withResolvers();
      resolve();
    } catch {
      // Closed, or away: whoever waits looks by itself after a while.
    } finally {
      this.#listening.delete(queue);
    }
  }

  close(): void {
    for (const connection of this.#connections.values()) connection.disconnect();
  }
}
