import type { CatalogueChange } from './changes.ts';

/**
 * A number that rises with every change that becomes visible, also with one that comes after another of a greater
 * revision (`docs/decisions/008`), which the greatest revision does not: clients that keep capabilities by it would
 * keep old ones. It is the same for all of one edition who see the same changes: the edition's number and twice the last
 * revision where all are settled.
 */
export class UpdateSequence {
  #last = 0;
  #settled = 0;
  /** Changes after the settled revision that are visible already. */
  readonly #early = new Set<number>();
  /** Of the stack's configuration (`stack-edition.ts`); 0 until it is known. */
  edition = 0;

  /**
   * The edition, the greatest revision, what is settled, and what came beyond that: each rises or stays, and not all
   * stay where something has changed.
   */
  get value(): number {
    return this.edition + this.#last + this.#settled + this.#early.size;
  }

  /** `settled` is the revision up to which all changes will have been added when it is settled. */
  add({ revision }: Pick<CatalogueChange, 'revision'>, settled: number): void {
    this.#last = Math.max(this.#last, revision);
    if (revision > settled) this.#early.add(revision);
  }

  /** No more changes will come up to this revision. */
  settle(revision: number): void {
    this.#settled = Math.max(this.#settled, revision);
    for (const early of this.#early) if (early <= this.#settled) this.#early.delete(early);
  }
}
