import { LatestAnswer } from '../search/latest-answer.ts';
import { ProductSearch } from '../search/product-search.ts';
import type { Product } from '../search/product.ts';
import { queryablesUrl, readQueryables } from '../search/queryable.ts';
import type { Queryable } from '../search/queryable.ts';
import { resolveFilter } from '../search/resolve-filter.ts';
import { productUrl, searchUrl, wmsUrl } from '../search/search-url.ts';
import type { ProductScope } from '../search/search-url.ts';
import { itemsUrl } from '../search/stac-url.ts';
import { TimeCounts } from './time-counts.ts';
import { searchAreaOf } from './viewer-state.ts';
import type { ViewerState } from './viewer-state.ts';

const listPage = 50;
const overviewPage = 200;
/** As many products as the map outlines beside those of the list. */
const overviewLimit = 1000;

/** What of the state the catalogue is asked about. */
type Asked = Pick<
  ViewerState,
  | 'collection'
  | 'filter'
  | 'drawn'
  | 'inView'
  | 'searchBox'
  | 'view'
  | 'time'
  | 'order'
  | 'timeScale'
  | 'product'
>;

/** The searches and counts that follow the page's state. */
export class ViewerSearches {
  /** The products of the list: in the chosen time and area. */
  readonly list: ProductSearch;
  /** The collection's newest products, whatever time and area. */
  readonly overview: ProductSearch;
  readonly counts: TimeCounts;
  /** What products can be searched by, once the catalogue has told. */
  readonly queryables: LatestAnswer<readonly Queryable[]>;
  /** The selected product where it is in neither search. */
  readonly #single: ProductSearch;
  readonly #asked: () => Asked;
  readonly #answered = Promise.withResolvers<void>();
  readonly #tellAnswered = this.#answered.resolve;
  #overviewUrl: string | undefined;

  /** @param asked what the state says now */
  constructor(asked: () => Asked, onChange: () => void) {
    this.#asked = asked;
    this.list = new ProductSearch(onChange);
    this.counts = new TimeCounts(onChange);
    this.#single = new ProductSearch(onChange);
    this.queryables = new LatestAnswer(readQueryables, () => {
      this.follow();
      onChange();
    });
    this.overview = new ProductSearch(() => {
      this.#searchSelected();
      onChange();
    });
  }

  /** Asks what the state means and was not asked yet. */
  follow(): void {
    const { collection, timeScale, filter } = this.#asked();
    if (collection === '') return;
    if (filter.where.length > 0) void this.queryables.ask(queryablesUrl(collection));
    if (!this.#knowsConditions) return;
    const scope = this.scope;
    const { listUrl } = this;
    const listed = listUrl === undefined ? undefined : this.list.search(listUrl, listPage);
    const counted = this.counts.ask(scope, timeScale);
    const all = { ...scope, area: undefined, time: undefined, order: 'newest', count: overviewPage } as const;
    if (listed) void this.#followOverview(searchUrl(all), Promise.all([listed, counted]));
  }

  /** What lies around is asked for after what was asked for, which it would keep waiting: it is a thousand products. */
  async #followOverview(url: string, before: Promise<unknown>): Promise<void> {
    if (url !== this.#overviewUrl) {
      this.overview.stop();
      this.overview.forget();
    }
    this.#overviewUrl = url;
    await before;
    this.#tellAnswered();
    if (url !== this.#overviewUrl) return;
    void this.queryables.ask(queryablesUrl(this.#asked().collection));
    await this.overview.search(url, overviewLimit);
  }

  /** Resolves when list and counts were there for the first time: what is nice to know is asked for after that. */
  get answered(): Promise<void> {
    return this.#answered.promise;
  }

  /** Which products are meant, whatever their time. */
  get scope(): ProductScope {
    const state = this.#asked();
    const filter = resolveFilter(state.filter, this.queryables.value ?? []);
    return { collection: state.collection, filter, area: searchAreaOf(state) };
  }

  /** The list's search, relative to the page; undefined until map and catalogue say what it is about. */
  get listUrl(): string | undefined {
    const { collection, inView, drawn, time, order, view } = this.#asked();
    if (collection === '' || (inView && !drawn && !view) || !this.#knowsConditions) return undefined;
    return searchUrl({ ...this.scope, time, order, count: listPage });
  }

  /** The list's search as STAC has it. */
  get itemsUrl(): string | undefined {
    return this.listUrl && itemsUrl(this.scope, this.#asked().time);
  }

  /** WMS with the found products as layers. */
  get wmsUrl(): string | undefined {
    return this.listUrl && wmsUrl(this.scope, this.#asked().time);
  }

  find(identifier: string): Product | undefined {
    const has = (product: Product) => product.identifier === identifier;
    const searches = [this.list, this.overview, this.#single];
    return searches.flatMap((search) => search.state.products).find(has);
  }

  showMore(): void {
    void this.list.more(listPage);
  }

  /** Asks everything again, where products may have come. */
  again(): void {
    for (const each of [this.queryables, this.list, this.overview, this.counts]) each.forget();
    this.follow();
  }

  stop(): void {
    this.#overviewUrl = undefined;
    for (const search of [this.list, this.overview, this.counts, this.#single, this.queryables])
      search.stop();
  }

  /** A link can name a product that is neither among the newest nor in its view. */
  #searchSelected(): void {
    const { collection, product } = this.#asked();
    if (product === undefined || this.overview.state.status !== 'ready' || this.find(product)) return;
    void this.#single.search(productUrl(collection, product), 1);
  }

  /** Whether the conditions of a link can be understood already; where the attributes do not come they never can. */
  get #knowsConditions(): boolean {
    const { value, status } = this.queryables;
    return this.#asked().filter.where.length === 0 || value !== undefined || status === 'failed';
  }
}
