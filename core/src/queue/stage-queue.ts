import { Outlook } from './outlook.ts';
import {
  type BegunItem,
  type Finished,
  type IdOf,
  messageFor,
  type QueueMessage,
  type SeenMessage,
  seenMessage,
} from './queue-item.ts';
import type { ItemRow, ScriptArgument, ScriptedRedis } from './queue-scripts.ts';
import { keyVector } from './stage-books.ts';
import { inFlightKey, type Problem, type Progress, type StageKeys, type Trouble } from './stage-keys.ts';

export type { QueueMessage } from './queue-item.ts';

/** What taking came to. */
export interface Taken {
  readonly begun: BegunItem[];
  /** Whether messages wait that this worker may take next. */
  readonly more: boolean;
}

/** One worker's view of one stage's queues. Every method but `take` is one atomic move. */
export class StageQueue {
  readonly #redis: ScriptedRedis;
  readonly #vector: readonly string[];
  readonly #idOf: IdOf;
  readonly keys: StageKeys;
  readonly worker: string;
  readonly outlook: Outlook;
  #tokens = 0;
  #turns = 0;

  /** @param places how many items it has in work at once */
  constructor(redis: ScriptedRedis, keys: StageKeys, worker: string, idOf: IdOf, places = 1) {
    this.#redis = redis;
    this.#vector = keyVector(keys);
    this.#idOf = idOf;
    this.keys = keys;
    this.worker = worker;
    this.outlook = new Outlook(idOf, places);
  }

  /**
   * Takes up to `count` messages into work. A message whose id is in work or delayed waits for that one. Looks first
   * what there is, where it does not know.
   * @returns undefined where this worker was taken for dead
   */
  async take(count: number): Promise<Taken | undefined> {
    const taken = await this.takeKnown(count);
    return taken?.more === true && taken.begun.length === 0 ? this.takeKnown(count) : taken;
  }

  /** Takes up to `count` of the delayed items that are due and the messages it knows, and looks what is next. */
  async takeKnown(count: number): Promise<Taken | undefined> {
    const order = this.#order();
    const offered = this.outlook.offer(count).flatMap((seen) => [seen.queue, messageFor(seen), seen.id]);
    const args = [this.worker, count, `${(this.#tokens += 1)}`, this.outlook.reach, order.length, ...order];
    const answer = await this.#redis.pvsTakeBuffer(...this.#vector, ...args, ...offered);
    if (answer === null) return undefined;
    const [rows, ahead] = answer;
    this.outlook.renew(new Map(order.map((queue, i) => [queue, ahead[i] ?? []])));
    return { begun: rows.map((row) => begunItem(row)), more: ahead.some(({ length }) => length > 0) };
  }

  /** Finishes an item as done and pushes what follows from it; with `takesOn` its place goes to the next item. */
  async succeed(item: BegunItem, next: readonly QueueMessage[], takesOn = false): Promise<Finished> {
    return this.#finish(item, '', next, takesOn);
  }

  /** Finishes an item as failed. */
  async fail(item: BegunItem, problem: Problem, takesOn = false): Promise<Finished> {
    return this.#finish(item, JSON.stringify(problem), [], takesOn);
  }

  async #finish(item: BegunItem, problem: string, next: readonly QueueMessage[], takesOn: boolean) {
    const order = takesOn ? this.#order() : [];
    const following = takesOn ? `${this.worker}#${(this.#tokens += 1)}` : '';
    const expected = this.outlook.expect(order);
    const { next: seen, skip, lookAhead } = expected;
    const [kept, row, queue, ahead] = await this.#redis.pvsFinishBuffer(
      ...this.#move(item, problem, following),
      ...(seen ? [seen.queue, messageFor(seen), seen.id] : ['', '', '']),
      ...[skip, lookAhead, this.outlook.reach, order.length, ...order],
      ...next.flatMap(({ queue: to, message }) => [to, message]),
    );
    const begun = row.length === 0 ? undefined : begunItem(row);
    if (takesOn)
      this.outlook.learn(expected, begun !== undefined && begun.id === seen?.id, queue.toString(), ahead);
    return { kept: kept === 1, ...(begun ? { following: begun } : {}) };
  }

  /** The queues, another one first each time. */
  #order(): string[] {
    const { queues } = this.keys;
    const turn = (this.#turns += 1);
    return queues.map((_, i) => queues[(i + turn) % queues.length] ?? queues[0]);
  }

  /** What an item that was delayed before met. */
  async troubleOf(id: string): Promise<Trouble | undefined> {
    const json = await this.#redis.hget(this.keys.troubles, id);
    return json === null ? undefined : (JSON.parse(json) as Trouble);
  }

  /** Sets an item aside for a while; its id stays taken, so that nothing overtakes it. */
  async delay(item: BegunItem, delayMs: number, trouble: Trouble): Promise<boolean> {
    const args = this.#move(item, Math.round(delayMs), JSON.stringify(trouble));
    return (await this.#redis.pvsDelay(...args)) === 1;
  }

  /** Makes every delayed item due: the service is back. */
  async hurry(): Promise<void> {
    await this.#redis.pvsHurry(...this.#vector);
  }

  /** Puts an item back as the next of its queue, without counting the attempt. */
  async giveBack(item: SeenMessage & { readonly token?: string }): Promise<boolean> {
    return (await this.#redis.pvsGiveBack(...this.#move(item))) === 1;
  }

  /** What this worker has taken from a queue, as Redis says. */
  async inFlight(queue: string): Promise<SeenMessage[]> {
    const list = await this.#redis.lrangeBuffer(inFlightKey(queue, this.worker), 0, -1);
    return list.map((bytes) => seenMessage(queue, bytes, this.#idOf));
  }

  /** Writes how far items are; those that are no longer this worker's are passed over. */
  async report(progress: readonly (readonly [BegunItem, Progress])[]): Promise<void> {
    const args = progress.flatMap(([{ id, token }, p]) => [id, token, JSON.stringify(p)]);
    await this.#redis.pvsReport(...this.#vector, ...args);
  }

  #move(item: SeenMessage & { readonly token?: string }, ...rest: ScriptArgument[]): ScriptArgument[] {
    const { queue, id, token = '' } = item;
    return [...this.#vector, this.worker, queue, messageFor(item), id, token, ...rest];
  }
}

function begunItem([queue, given, id, token, attempts]: ItemRow): BegunItem {
  const bytes = Buffer.isBuffer(given) ? given : Buffer.alloc(0);
  return {
    ...{ queue: String(queue), raw: bytes.toString(), bytes, id: String(id) },
    ...{ token: String(token), attempts: Number(attempts) },
  };
}
