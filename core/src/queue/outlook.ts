import { type IdOf, type SeenMessage, seenMessage } from './queue-item.ts';

/** Others may take some between looking and taking: so many more than wanted are offered. */
export const SPARE = 4;

/** What is likely to be next, and what to ask for with it. */
export interface Expectation {
  readonly next?: SeenMessage;
  /** How many more to tell of, `skip` of them being known. */
  readonly lookAhead: number;
  readonly skip: number;
  readonly era: number;
}

/**
 * What a worker believes to stand next in its queues. Others may have taken it since, which Redis notices when it is
 * asked for it: then all of this is forgotten and looked at again.
 */
export class Outlook {
  readonly #idOf: IdOf;
  /** So many messages are looked at, and again when half of them are used up: places are filled at the same time. */
  readonly reach: number;
  readonly #ahead = new Map<string, Buffer[]>();
  #isAsked = false;
  #era = 0;

  constructor(idOf: IdOf, places: number) {
    this.#idOf = idOf;
    this.reach = SPARE + 2 * places;
  }

  /** What it believes of one queue, the next first. */
  of(queue: string): readonly Buffer[] {
    return this.#ahead.get(queue) ?? [];
  }

  /** What is likely to be taken next from queues in this order: it is used up by that. */
  expect(order: readonly string[]): Expectation {
    const queue = order.find((name) => this.of(name).length > 0);
    const bytes = queue === undefined ? undefined : this.#ahead.get(queue)?.shift();
    const skip = queue === undefined ? 0 : this.of(queue).length;
    const asks = order.length > 0 && !this.#isAsked && skip < this.reach / 2;
    this.#isAsked ||= asks;
    const facts = { lookAhead: asks ? this.reach : 0, skip, era: this.#era };
    return queue === undefined || !bytes ? facts : { ...facts, next: seenMessage(queue, bytes, this.#idOf) };
  }

  /** What Redis told when that was asked for: what is ahead of the known, or, where something else was, of all. */
  learn(expected: Expectation, wasNext: boolean, queue: string, ahead: readonly Buffer[]): void {
    if (expected.era !== this.#era) return;
    if (!wasNext) return this.renew(new Map([[queue, ahead]]));
    if (expected.lookAhead > 0) this.#isAsked = false;
    this.#ahead.set(queue, [...this.of(queue), ...ahead]);
  }

  /** What is known, to take `count` of it; after that it has to be looked at again. */
  offer(count: number): SeenMessage[] {
    const offered = [...this.#ahead].flatMap(([queue, list]) =>
      list.slice(0, count + SPARE).map((bytes) => seenMessage(queue, bytes, this.#idOf)),
    );
    this.#forget();
    return offered;
  }

  /** All of the queues as Redis just told. */
  renew(ahead: ReadonlyMap<string, readonly Buffer[]>): void {
    this.#forget();
    for (const [queue, messages] of ahead) this.#ahead.set(queue, [...messages]);
  }

  #forget(): void {
    this.#era += 1;
    this.#ahead.clear();
    this.#isAsked = false;
  }
}
