import type { Expected, ReceivedObject } from './answer-reader.ts';
import { type Exchange, ObjectConnection, type Origin } from './object-connection.ts';

/** As many as the SDK has. */
const MAX_OPEN = 50;

/**
 * The connections to a store, opened as they are needed and kept while they are used. Those that are idle keep no
 * process running.
 */
export class ObjectConnections {
  readonly #origin: Origin;
  readonly #all = new Set<ObjectConnection>();
  /** The one that was used last comes last: the others may end. */
  readonly #idle: ObjectConnection[] = [];
  readonly #waiting: Exchange[] = [];

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /**
   * Sends a request (all of it, in Latin-1) and receives the object. Undefined where the store's answer does not come,
   * is none that can be taken, or is not waited for any more.
   */
  ask(request: string, expected: Expected, signal?: AbortSignal): Promise<ReceivedObject | undefined> {
    const { promise, resolve } = Promise.withResolvers<ReceivedObject | undefined>();
    const exchange: Exchange = { request, expected, done: resolve };
    this.#send(signal ? this.#leaving(exchange, signal) : exchange);
    return promise;
  }

  #send(exchange: Exchange): void {
    const connection = this.#idle.pop() ?? this.#open();
    if (connection) connection.ask(exchange);
    else this.#waiting.push(exchange);
  }

  #open(): ObjectConnection | undefined {
    if (this.#all.size === MAX_OPEN) return undefined;
    const connection = new ObjectConnection(this.#origin, {
      freed: () => this.#freed(connection),
      lost: (wasOpen) => this.#lost(connection, wasOpen),
    });
    this.#all.add(connection);
    return connection;
  }

  #freed(connection: ObjectConnection): void {
    const next = this.#waiting.shift();
    if (next) connection.ask(next);
    else this.#idle.push(connection);
  }

  #lost(connection: ObjectConnection, wasOpen: boolean): void {
    this.#all.delete(connection);
    remove(this.#idle, connection);
    // A store that is away is not waited for by one after the other.
    if (!wasOpen) for (const { done } of this.#waiting.splice(0)) done(undefined);
    const next = this.#waiting.shift();
    if (next) this.#send(next);
  }

  /** The exchange, ended by the signal. */
  #leaving({ done, ...exchange }: Exchange, signal: AbortSignal): Exchange {
    const leave = () => {
      if (remove(this.#waiting, leaving)) leaving.done(undefined);
      else for (const connection of this.#all) if (connection.isAsking(leaving)) connection.drop();
    };
    const leaving: Exchange = {
      ...exchange,
      done(answer) {
        signal.removeEventListener('abort', leave);
        done(answer);
      },
    };
    signal.addEventListener('abort', leave, { once: true });
    return leaving;
  }
}

/** Whether it was there. */
function remove<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
