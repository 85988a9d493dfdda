/**
 * The queue protocol as simple as it can be said, to hold the scripts against. One queue, messages whose id is their
 * first letter, everything in order of age.
 */
export interface Hold {
  readonly id: string;
  readonly raw: string;
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

  claim(worker: string, count: number): { due: string[]; fresh: string[] } | undefined {
    const list = this.inFlight.get(worker);
    if (!list) return undefined;
    const due = [...this.delayed].filter(([, when]) => when === 'due').map(([id]) => id);
    const taken = due.sort().slice(0, count);
    for (const id of taken) {
      this.delayed.delete(id);
      list.push(this.#unpark(id));
    }
    const fresh = this.waiting.splice(0, count - taken.length);
    list.push(...fresh);
    return { due: taken, fresh };
  }

  /** @returns attempts, 0 where it waits for another of its id, undefined where the worker is not registered */
  begin(worker: string, raw: string, token: string): number | undefined {
    if (!this.inFlight.has(worker)) return undefined;
    const id = idOf(raw);
    if (this.holds.has(id) || this.delayed.has(id)) {
      this.#leaveFlight(worker, raw);
      this.parked.set(id, [...(this.parked.get(id) ?? []), raw]);
      return 0;
    }
    return this.hold({ id, raw, token });
  }

  hold(hold: Hold): number {
    this.holds.set(hold.id, hold);
    this.outcome.delete(hold.id);
    const attempts = (this.attempts.get(hold.id) ?? 0) + 1;
    this.attempts.set(hold.id, attempts);
    return attempts;
  }

  /** @returns false where the hold is no longer the worker's; the message it goes on with, if any */
  finish(worker: string, hold: Hold, outcome: 'success' | 'failure', takeOn: boolean): boolean | string {
    if (!this.#owns(hold)) return false;
    this.#leaveFlight(worker, hold.raw);
    this.holds.delete(hold.id);
    this.attempts.delete(hold.id);
    this.outcome.set(hold.id, outcome);
    if (outcome === 'success') this.pushedOn.push(hold.raw);
    if (!takeOn) this.#unparkAll(hold.id);
    if (!this.parked.has(hold.id)) return true;
    const next = this.#unpark(hold.id);
    this.inFlight.get(worker)?.push(next);
    return next;
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
    // Of equal messages Redis removes the newest, which nobody can tell.
    list.splice(list.lastIndexOf(raw), 1);
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
