/** What is wrong with the way to the server, as far as the page can tell. */
export type NetworkState = 'fine' | 'slow' | 'offline';

/** As long as this people wait without asking themselves whether anything happens. */
const patienceMs = 8000;

/** Tells when the network goes and comes back, and when the map has been loading for long. */
export class NetworkWatch {
  readonly #onChange: (state: NetworkState) => void;
  readonly #onBack: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #slow = false;

  /** @param onBack when the network is there again: what failed meanwhile is worth another try */
  constructor(onChange: (state: NetworkState) => void, onBack: () => void) {
    this.#onChange = onChange;
    this.#onBack = onBack;
    addEventListener('offline', this.#tell);
    addEventListener('online', this.#back);
  }

  /** Whether the map is loading now. */
  busy(busy: boolean): void {
    clearTimeout(this.#timer);
    this.#slow = false;
    if (busy) {
      this.#timer = setTimeout(() => {
        this.#slow = true;
        this.#tell();
      }, patienceMs);
    }
    this.#tell();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    removeEventListener('offline', this.#tell);
    removeEventListener('online', this.#back);
  }

  readonly #back = (): void => {
    this.#tell();
    this.#onBack();
  };

  readonly #tell = (): void => {
    this.#onChange(navigator.onLine ? (this.#slow ? 'slow' : 'fine') : 'offline');
  };
}
