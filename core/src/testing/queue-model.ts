/**
 * The queue protocol as simple as it can be said, to hold the scripts against. One queue, messages whose id is their
 * first letter, everything in order of age.
 */
export interface Hold {
  readonly id: string;
  readonly raw: string;
  /** Empty until the worker that has it tells. */
  readonly token: string;
}

export const idOf = (raw: string) => raw[0] ?? '';

export class QueueModel {
  /** The next to be taken first. */
  waiting: string[] = [];
  /** Messages of an id that wait for it; the first of a delayed id is the delayed one. */
  readonly parked = new Map<string, string[]>();
  readonly delayed = new Map<string, 'later' | 'due'>();
  /** What each registered worker has, the oldest first. */
  readonly inFlight = new Map<string, string[]>();
  readonly holds = new Map<string, Hold>();
  readonly outcome = new Map<string, 'success' | 'failure'>();
  readonly attempts = new Map<string, number>();
  readonly pushedOn: string[] = [];

  /**
   * @param known messages that the worker has seen ahead, which may be there no more
   * @returns what it takes: ids that were delayed, then messages; undefined where the worker is not registered
   */
  take(
    worker: string,
    count: number,
    known: readonly string[],
  ): { due: string[]; raws: string[] } | undefined {
    if (!this.inFlight.has(worker)) return undefined;
    const due = [...this.delayed].filter(([, when]) => when === 'due').map(([id]) => id);
    const taken = due.sort().slice(0, count);
    for (const id of taken) {
      this.delayed.delete(id);
      this.#begin(worker, this.#unpark(id));
    }
    const raws: string[] = [];
    for (let from = 0; taken.length + raws.length < count; from += 1) {
      const [next] = this.waiting;
      from = next === undefined ? -1 : known.indexOf(next, from);
      if (from < 0) break;
      raws.push(...this.#takeNext(worker));
    }
    return { due: taken, raws };
  }

  /** The next message into work; none where it has to wait for another of its id. */
  #takeNext(worker: string): string[] {
    const raw = this.waiting.shift() ?? '';
    const id = idOf(raw);
    if (this.holds.has(id) || this.delayed.has(id)) {
      this.parked.set(id, [...(this.parked.get(id) ?? []), raw]);
      return [];
    }
    this.#begin(worker, raw);
    return [raw];
  }

  #begin(worker: string, raw: string): void {
    const id = idOf(raw);
    this.inFlight.get(worker)?.push(raw);
    this.holds.set(id, { id, raw, token: '' });
    this.outcome.delete(id);
    this.attempts.set(id, (this.attempts.get(id) ?? 0) + 1);
  }

  /**
   * @param expected the message that the worker knows to be next in the queue, if it knows any
   * @returns undefined where the hold is no longer the worker's; the message that takes its place, if any
   */
  finish(
    worker: string,
    hold: Hold,
    outcome: 'success' | 'failure',
    takesOn: boolean,
    expected: string | undefined,
  ): string[] | undefined {
    if (!this.#owns(hold)) return undefined;
    this.#leaveFlight(worker, hold.raw);
    this.holds.delete(hold.id);
    this.attempts.delete(hold.id);
    this.outcome.set(hold.id, outcome);
    if (outcome === 'success') this.pushedOn.push(hold.raw);
    if (!takesOn) this.#unparkAll(hold.id);
    if (this.parked.has(hold.id)) {
      const next = this.#unpark(hold.id);
      this.#begin(worker, next);
      return [next];
    }
    const isNext = takesOn && expected !== undefined && this.waiting[0] === expected;
    if (!isNext || [...this.delayed.values()].includes('due')) return [];
    return this.#takeNext(worker);
  }

  delay(worker: string, hold: Hold): boolean {
    if (!this.#owns(hold)) return false;
    this.#leaveFlight(worker, hold.raw);
    this.#letGo(hold.id, false);
    this.parked.set(hold.id, [hold.raw, ...(this.parked.get(hold.id) ?? [])]);
    this.delayed.set(hold.id, 'later');
    return true;
  }

  giveBack(worker: string, hold: Hold): boolean {
    if (!this.#owns(hold)) return false;
    this.#leaveFlight(worker, hold.raw);
    this.#letGo(hold.id, false);
    this.#unparkAll(hold.id);
    this.waiting.unshift(hold.raw);
    return true;
  }

  /** @param ids in the order in which Redis has them, which it does not promise */
  release(worker: string, ids: readonly string[], counts: boolean): void {
    for (const id of ids) {
      this.#letGo(id, counts);
      this.#unparkAll(id);
    }
    this.waiting.unshift(...(this.inFlight.get(worker) ?? []));
    this.inFlight.delete(worker);
  }

  #owns = (hold: Hold) => this.holds.get(hold.id)?.token === hold.token;

  #leaveFlight(worker: string, raw: string): void {
    const list = this.inFlight.get(worker) ?? [];
    list.splice(list.indexOf(raw), 1);
  }

  #letGo(id: string, counts: boolean): void {
    this.holds.delete(id);
    const attempts = (this.attempts.get(id) ?? 0) - (counts ? 0 : 1);
    if (attempts > 0) this.attempts.set(id, attempts);
    else this.attempts.delete(id);
  }

  #unpark(id: string): string {
    const [first = '', ...rest] = this.parked.get(id) ?? [];
    if (rest.length > 0) this.parked.set(id, rest);
    else this.parked.delete(id);
    return first;
  }

  #unparkAll(id: string): void {
    this.waiting.unshift(...(this.parked.get(id) ?? []));
    this.parked.delete(id);
  }
}
