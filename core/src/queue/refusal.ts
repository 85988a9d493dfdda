import { messageOf } from '../errors.ts';
import type { Logger } from '../observe/log.ts';

/** Whether Redis refuses something that is asked again and again: says so once when it begins and once when it ends. */
export class Refusal {
  readonly #log: Logger;
  readonly #what: string;
  #reason: string | undefined;

  /** @param what the noun of the log lines */
  constructor(log: Logger, what: string) {
    this.#log = log;
    this.#what = what;
  }

  /** Undefined while it does not. */
  get reason(): string | undefined {
    return this.#reason;
  }

  met(error: unknown): void {
    const reason = `Redis refuses: ${messageOf(error)}`;
    if (this.#reason === undefined) this.#log.warn({ reason }, `${this.#what}:Refused`);
    this.#reason = reason;
  }

  passed(): void {
    if (this.#reason !== undefined) this.#log.info({}, `${this.#what}:Accepted`);
    this.#reason = undefined;
  }
}
