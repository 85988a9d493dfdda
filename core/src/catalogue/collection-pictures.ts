import type { ProductRef } from './product-ref.ts';

/** Which pictures the products of a collection have, kept while products come and go; see {@link picturesOf}. */
export class CollectionPictures {
  readonly #counts = new Map<string, number>();

  add({ pictures = [] }: ProductRef): void {
    for (const picture of pictures) this.#counts.set(picture, (this.#counts.get(picture) ?? 0) + 1);
  }

  remove({ pictures = [] }: ProductRef): void {
    for (const picture of pictures) {
      const count = (this.#counts.get(picture) ?? 0) - 1;
      if (count > 0) this.#counts.set(picture, count);
      else this.#counts.delete(picture);
    }
  }

  /** Types beside the default one, in alphabetical order. */
  types(): string[] {
    const types = [...this.#counts.keys()].map((picture) => picture.slice(1));
    return [...new Set(types)].filter((type) => type !== '').sort();
  }

  has(type: string): boolean {
    return this.#counts.has(`1${type}`) || this.#counts.has(`3${type}`);
  }

  /** True where some product's picture of the type has one channel. */
  hasGrey(type: string): boolean {
    return this.#counts.has(`1${type}`);
  }
}
