import { fetchJson } from './fetch-json.ts';

/** The answer to the newest request: an older one is given up, and what was known stays until the new one is there. */
export class LatestAnswer<T> {
  value: T | undefined;
  status: 'idle' | 'loading' | 'ready' | 'failed' = 'idle';
  readonly #read: (body: unknown) => T;
  readonly #onChange: () => void;
  #url: string | undefined;
  #abort = new AbortController();
  #asking: Promise<void> = Promise.resolve();

  constructor(read: (body: unknown) => T, onChange: () => void) {
    this.#read = read;
    this.#onChange = onChange;
  }

  /**
   * The same URL again does nothing, even if it failed: see {@link forget}. Undefined: there is nothing to ask. Resolves
   * when it is answered, has failed, or was given up.
   */
  ask(url: string | undefined): Promise<void> {
    if (url === this.#url) return this.#asking;
    this.#url = url;
    this.#abort.abort();
    if (url === undefined) {
      this.value = undefined;
      this.status = 'idle';
    }
    return (this.#asking = url === undefined ? Promise.resolve() : this.#fetch(url));
  }

  /** Lets the next {@link ask} ask again even if the URL is the same. */
  forget(): void {
    this.#url = undefined;
  }

  stop(): void {
    this.#abort.abort();
  }

  async #fetch(url: string): Promise<void> {
    const { signal } = (this.#abort = new AbortController());
    this.status = 'loading';
    try {
      this.value = this.#read(await fetchJson(url, signal));
      this.status = 'ready';
    } catch {
      if (signal.aborted) return;
      // Why the catalogue does not answer is said beside the list, which asks it too.
      this.status = 'failed';
    }
    this.#onChange();
  }
}
