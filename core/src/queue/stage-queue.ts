import {
  type BegunItem,
  type Cell,
  type Finished,
  type IdOf,
  messageFor,
  messageOf,
  type QueueMessage,
  type TakenItem,
  type TakeOn,
} from './queue-item.ts';
import { keyVector } from './stage-books.ts';
import type { ScriptArgument, ScriptedRedis } from './queue-scripts.ts';
import {
  heartbeatKey,
  inFlightKey,
  type Problem,
  type Progress,
  type StageKeys,
  type Trouble,
} from './stage-keys.ts';

export type { QueueMessage } from './queue-item.ts';

/** One worker's view of one stage's queues. Every method is one atomic move. */
export class StageQueue {
  readonly #redis: ScriptedRedis;
  readonly #vector: readonly string[];
  readonly #idOf: IdOf;
  readonly keys: StageKeys;
  readonly worker: string;
  #tokens = 0;

  constructor(redis: ScriptedRedis, keys: StageKeys, worker: string, idOf: IdOf) {
    this.#redis = redis;
    this.#vector = keyVector(keys);
    this.#idOf = idOf;
    this.keys = keys;
    this.worker = worker;
  }

  /** Enters the list of workers: before this, and after being taken for dead, nothing can be taken. */
  async enter(ttlMs: number): Promise<void> {
    const { stage, workers } = this.keys;
    const heartbeat = heartbeatKey(stage, this.worker);
    await this.#redis.multi().sadd(workers, this.worker).set(heartbeat, 'alive', 'PX', ttlMs).exec();
  }

  /**
   * Renews the lease, and compares what this worker believes to hold with what Redis says.
   * @returns the lengths of its in-flight lists and the tokens that are no longer its own; undefined where it was
   * taken for dead
   */
  async beat(ttlMs: number, held: readonly TakenItem[]) {
    const { stage, queues } = this.keys;
    const answer = await this.#redis.pvsBeat(
      ...this.#vector,
      ...[this.worker, heartbeatKey(stage, this.worker), ttlMs, queues.length, ...queues],
      ...held.flatMap(({ id, token }) => [id, token]),
    );
    if (answer === null) return undefined;
    return { lengths: answer[0], lost: answer[1] };
  }

  /**
   * Takes up to `count` messages and begins them. A message whose id is in work or delayed waits for that one.
   * @param turn which of the queues comes first
   * @returns what is in work now, and how many were taken; undefined where this worker was taken for dead
   */
  async take(count: number, turn = 0) {
    const claimed = await this.claim(count, turn);
    if (!claimed) return undefined;
    const { due, fresh } = claimed;
    const begun = fresh.length === 0 ? [] : await this.begin(fresh);
    return begun && { begun: [...due, ...begun], taken: due.length + fresh.length };
  }

  /** The first half of {@link take}: delayed items that are due, in work by now, and fresh messages, not yet. */
  async claim(count: number, turn = 0) {
    const order = this.#order(turn);
    const prefix = `${(this.#tokens += 1)}`;
    const rows = await this.#redis.pvsTakeBuffer(...this.#vector, this.worker, count, prefix, ...order);
    if (rows === null) return undefined;
    return {
      due: rows.filter((row) => row.length > 2).map((row) => this.#begun(row)),
      fresh: rows.filter((row) => row.length === 2).map(([queue, bytes]) => this.#taken(queue, bytes)),
    };
  }

  /** Puts taken messages in work. Undefined where this worker was taken for dead. */
  async begin(items: readonly TakenItem[]): Promise<BegunItem[] | undefined> {
    const attempts = await this.#redis.pvsBegin(
      ...this.#vector,
      this.worker,
      ...items.flatMap((item) => [item.queue, messageFor(item), item.id, item.token]),
    );
    return attempts?.flatMap((n, i) => (n > 0 && items[i] ? [{ ...items[i], attempts: n }] : []));
  }

  /** Finishes an item as done and pushes what follows from it. */
  async succeed(item: TakenItem, next: readonly QueueMessage[], takeOn: TakeOn): Promise<Finished> {
    return this.#finish(item, '', next, takeOn);
  }

  /** Finishes an item as failed. */
  async fail(item: TakenItem, problem: Problem, takeOn: TakeOn): Promise<Finished> {
    return this.#finish(item, JSON.stringify(problem), [], takeOn);
  }

  async #finish(item: TakenItem, problem: string, next: readonly QueueMessage[], takeOn: TakeOn) {
    const number = (this.#tokens += 1);
    const following = takeOn === 'nothing' ? '' : `${this.worker}#${number}`;
    const queues = takeOn === 'anything' ? this.#order(number) : [];
    const answer = await this.#redis.pvsFinishBuffer(
      ...this.#move(item, following, problem, queues.length, ...queues),
      ...next.flatMap(({ queue, message }) => [queue, message]),
    );
    if (!Array.isArray(answer)) return answer === 1;
    if (answer.length > 2) return this.#begun(answer);
    return (await this.begin([this.#taken(answer[0], answer[1])]))?.[0] ?? true;
  }

  /** The queues, another one first each turn. */
  #order(turn: number): string[] {
    const { queues } = this.keys;
    return queues.map((_, i) => queues[(i + turn) % queues.length] ?? queues[0]);
  }

  /** What an item that was delayed before met. */
  async troubleOf(id: string): Promise<Trouble | undefined> {
    const json = await this.#redis.hget(this.keys.troubles, id);
    return json === null ? undefined : (JSON.parse(json) as Trouble);
  }

  /** Sets an item aside for a while; its id stays taken, so that nothing overtakes it. */
  async delay(item: TakenItem, delayMs: number, trouble: Trouble): Promise<boolean> {
    const args = this.#move(item, Math.round(delayMs), JSON.stringify(trouble));
    return (await this.#redis.pvsDelay(...args)) === 1;
  }

  /** Makes every delayed item due: the service is back. */
  async hurry(): Promise<void> {
    await this.#redis.pvsHurry(...this.#vector);
  }

  /** Puts an item back as the next of its queue, without counting the attempt. */
  async giveBack(item: TakenItem): Promise<boolean> {
    return (await this.#redis.pvsGiveBack(...this.#move(item))) === 1;
  }

  /** Gives back what is in this worker's list beside `known`: taken by a call whose answer never came. */
  async giveBackUnknown(queue: string, known: () => readonly TakenItem[]): Promise<TakenItem[]> {
    const list = await this.#redis.lrangeBuffer(inFlightKey(queue, this.worker), 0, -1);
    const left = known().map(({ bytes }) => bytes);
    const strangers = list.filter((bytes) => {
      const index = left.findIndex((other) => other.equals(bytes));
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
    const items = strangers.map((bytes) => ({ ...this.#taken(Buffer.from(queue), bytes), token: '' }));
    for (const item of items) {
      const isKnown = known().some(({ id }) => id === item.id);
      await this.#redis.pvsGiveBack(...this.#move(item, isKnown ? 'known' : ''));
    }
    return items;
  }

  /** Writes how far items are; those that are no longer this worker's are passed over. */
  async report(progress: readonly (readonly [TakenItem, Progress])[]): Promise<void> {
    const args = progress.flatMap(([{ id, token }, p]) => [id, token, JSON.stringify(p)]);
    await this.#redis.pvsReport(...this.#vector, ...args);
  }

  /** Ends workers without a heartbeat: what they held goes back to its queue. Returns the ids they had in work. */
  async recover(): Promise<string[]> {
    const recovered: string[] = [];
    for (const worker of await this.#redis.smembers(this.keys.workers)) {
      if (worker !== this.worker && !(await this.#redis.exists(heartbeatKey(this.keys.stage, worker))))
        recovered.push(...(await this.#release(worker, 'dead')));
    }
    return recovered;
  }

  /** Gives back what this worker still holds and leaves the list of workers. */
  async leave(): Promise<void> {
    await this.#release(this.worker, 'leaves');
  }

  async #release(worker: string, why: 'dead' | 'leaves'): Promise<string[]> {
    const { stage, queues } = this.keys;
    return this.#redis.pvsRelease(...this.#vector, worker, heartbeatKey(stage, worker), why, ...queues);
  }

  #move(item: TakenItem, ...rest: ScriptArgument[]): ScriptArgument[] {
    return [...this.#vector, this.worker, item.queue, messageFor(item), item.id, item.token, ...rest];
  }

  #taken(from: Cell, bytes: Cell): TakenItem {
    const token = `${this.worker}#${(this.#tokens += 1)}`;
    const message = messageOf(from, bytes);
    return { ...message, id: this.#idOf(message.raw, message.queue), token };
  }

  #begun([from, bytes, id, token, attempts]: Cell[]): BegunItem {
    return { ...messageOf(from, bytes), id: String(id), token: String(token), attempts: Number(attempts) };
  }
}
