/** One holder at a time, first come first served; a holder that takes again keeps its turn. */
export class Turns {
  #holder: object | undefined;
  readonly #waiting: { readonly who: object; readonly go: () => void }[] = [];

  has(who: object): boolean {
    return this.#holder === who;
  }

  async take(who: object): Promise<void> {
    if (this.#holder === who) return;
    if (this.#holder === undefined) this.#holder = who;
    else await new Promise<void>((go) => this.#waiting.push({ who, go }));
  }

  release(who: object): void {
    if (this.#holder !== who) return;
    const next = this.#waiting.shift();
    this.#holder = next?.who;
    next?.go();
  }
}
