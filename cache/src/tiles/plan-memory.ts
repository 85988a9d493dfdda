import { LRUCache } from 'lru-cache';
import type { TilePlan } from './tile-plan.ts';

/** Of the tiles of highest zooms some hundred thousand; of those that show a hundred thousand products, some dozens. */
const MAX_BYTES = 32 * 1024 ** 2;
/** Beside its products. */
const PLAN_BYTES = 600;
const PRODUCT_BYTES = 8;

interface Remembered {
  readonly version: number;
  readonly plan: TilePlan;
}

/**
 * Plans of tiles as long as their collection does not change: at low zooms to select the products and to hash them
 * takes milliseconds, and a tile is planned for each address it is asked for under, for its neighbours' metatile, for
 * maps that are put together, and for the tile above.
 */
export class PlanMemory {
  readonly #plans = new LRUCache<string, Remembered>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ plan }, name) => PLAN_BYTES + 2 * name.length + PRODUCT_BYTES * plan.products.length,
  });

  /** `name` says all that the plan depends on beside the catalogue at `version`. */
  planOf(name: string, version: number, make: () => TilePlan): TilePlan {
    const found = this.#plans.get(name);
    if (found?.version === version) return found.plan;
    const plan = make();
    this.#plans.set(name, { version, plan });
    return plan;
  }
}
