/** Few values that many products share, by numbers. */
export class SharedValues<T> {
  readonly #keyOf: (value: T) => string;
  readonly #values: T[] = [];
  readonly #ids = new Map<string, number>();

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
  }

  idOf(value: T): number {
    const key = this.#keyOf(value);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#values.push(value) - 1;
    this.#ids.set(key, id);
    return id;
  }

  /** Undefined where nobody has it. */
  find(value: T): number | undefined {
    return this.#ids.get(this.#keyOf(value));
  }

  at(id: number): T {
    return this.#values[id]!;
  }
}
