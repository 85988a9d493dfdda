import type { BegunItem } from './queue-item.ts';

/** What a worker believes to hold, each with the signal that tells its steps to stop. */
export class HeldItems {
  readonly #held = new Map<string, { readonly item: BegunItem; readonly abort: AbortController }>();

  get items(): BegunItem[] {
    return [...this.#held.values()].map(({ item }) => item);
  }

  add(item: BegunItem): AbortSignal {
    const abort = new AbortController();
    this.#held.set(item.token, { item, abort });
    return abort.signal;
  }

  drop({ token }: BegunItem): void {
    this.#held.delete(token);
  }

  /** Tells the steps of these items, or of all, to stop. */
  abort(reason: ItemAborted, tokens: readonly string[] = [...this.#held.keys()]): void {
    for (const token of tokens) this.#held.get(token)?.abort.abort(reason);
  }
}

/** Why an item's signal aborted. */
export class ItemAborted extends Error {
  /** Whether the item is somebody else's by now: then there is nothing to give back. */
  readonly lost: boolean;

  constructor(message: string, lost: boolean) {
    super(message);
    this.name = 'ItemAborted';
    this.lost = lost;
  }
}
