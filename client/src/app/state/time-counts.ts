import { countsUrl, extentUrl } from '../search/stac-url.ts';
import type { CountStep } from '../search/stac-url.ts';
import { LatestAnswer } from '../search/latest-answer.ts';
import { readCounts, readExtent } from '../search/read-counts.ts';
import type { CatalogueExtent } from '../search/read-counts.ts';
import type { ProductScope } from '../search/search-url.ts';
import { mergeCounts } from '../time/histogram.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { memoizeLast } from './memoize-last.ts';

/** What part of the time is looked at, and how finely. */
export interface TimeScale {
  readonly domain: TimeInterval;
  readonly step: CountStep;
}

/** How many products there are over time, counted by the catalogue: of all places, and of the search's area. */
export class TimeCounts {
  readonly #extent: LatestAnswer<CatalogueExtent>;
  readonly #all: LatestAnswer<ReadonlyMap<number, number>>;
  readonly #inArea: LatestAnswer<ReadonlyMap<number, number>>;
  #hasArea = false;

  constructor(onChange: () => void) {
    this.#extent = new LatestAnswer(readExtent, onChange);
    this.#all = new LatestAnswer(readCounts, onChange);
    this.#inArea = new LatestAnswer(readCounts, onChange);
  }

  /** Undefined until the catalogue has answered. */
  get extent(): CatalogueExtent | undefined {
    return this.#extent.value;
  }

  get loading(): boolean {
    return [this.#extent, this.#all].some(({ status }) => status === 'loading');
  }

  get entries() {
    return this.#entries(this.#all.value, this.#inArea.value, this.#hasArea);
  }

  readonly #entries = memoizeLast(mergeCounts);

  /** Counts what the scope means; the scale comes from who shows it, once the extent is known. */
  async ask(scope: ProductScope, scale: TimeScale | undefined): Promise<void> {
    const everywhere = { ...scope, area: undefined };
    this.#hasArea = scope.area !== undefined;
    await Promise.all([
      this.#extent.ask(extentUrl(everywhere)),
      this.#all.ask(scale && countsUrl(everywhere, scale.domain, scale.step)),
      this.#inArea.ask(scale && scope.area && countsUrl(scope, scale.domain, scale.step)),
    ]);
  }

  forget(): void {
    for (const answer of [this.#extent, this.#all, this.#inArea]) answer.forget();
  }

  stop(): void {
    for (const answer of [this.#extent, this.#all, this.#inArea]) answer.stop();
  }
}
