import type { ClientSettings } from '../../client-settings.ts';
import type { ImageLayer } from '../map/image-layers.ts';
import { itemsUrl } from '../search/stac-url.ts';
import { fetchPage } from '../search/fetch-page.ts';
import type { Product } from '../search/product.ts';
import type { Position } from '../search/search-area.ts';
import { ProductSearch } from '../search/product-search.ts';
import { RequestProblem } from '../search/request-problem.ts';
import { fetchAnnouncedPictures } from '../search/fetch-layers.ts';
import { LatestAnswer } from '../search/latest-answer.ts';
import { queryablesUrl, readQueryables } from '../search/queryable.ts';
import type { Queryable } from '../search/queryable.ts';
import { resolveFilter } from '../search/resolve-filter.ts';
import { productUrl, searchUrl, stepUrl, wmsUrl } from '../search/search-url.ts';
import type { ProductScope, StepOrigin } from '../search/search-url.ts';
import { mappedProducts } from './derive-products.ts';
import { beginComparison, daysOf } from './compare-state.ts';
import { memoizeLast } from './memoize-last.ts';
import { PointQuestion } from './point-question.ts';
import { TimeCounts } from './time-counts.ts';
import { formatUrlState, parseUrlState } from './url-state.ts';
import { imagesOf, linkState, searchAreaOf, startState } from './viewer-state.ts';
import type { ViewerState } from './viewer-state.ts';

const listPage = 50;
const overviewPage = 200;
/** As many products as the map outlines beside those of the list. */
const overviewLimit = 1000;

/** The page's state, the searches that follow it, and the URL that keeps it. */
export class ViewerModel {
  state: ViewerState;
  /** The products of the list: in the chosen time and area. */
  readonly list: ProductSearch;
  /** The collection's newest products, whatever time and area. */
  readonly overview: ProductSearch;
  readonly counts: TimeCounts;
  /** What products can be searched by, once the catalogue has told. */
  readonly queryables: LatestAnswer<readonly Queryable[]>;
  readonly point: PointQuestion;
  /** The selected product where it is in neither search. */
  readonly #single: ProductSearch;
  readonly settings: ClientSettings;
  readonly #onChange: () => void;
  #selected: Product | undefined;
  #stepping = new AbortController();

  constructor(settings: ClientSettings, onChange: () => void) {
    this.settings = settings;
    this.#onChange = onChange;
    this.state = startState(settings, parseUrlState(location.hash));
    this.list = new ProductSearch(onChange);
    this.counts = new TimeCounts(onChange);
    this.#single = new ProductSearch(onChange);
    this.point = new PointQuestion(onChange);
    this.queryables = new LatestAnswer(readQueryables, () => {
      this.#search();
      onChange();
    });
    this.overview = new ProductSearch(() => {
      this.#searchSelected();
      onChange();
    });
  }

  /** Changes the state, and searches and rewrites the URL where that follows from it. */
  update(change: Partial<ViewerState>): void {
    this.state = { ...this.state, ...change };
    this.#search();
    const hash = formatUrlState(linkState(this.state, this.settings));
    if (hash !== location.hash)
      history.replaceState(history.state, '', hash || location.pathname + location.search);
    this.#onChange();
  }

  /** Takes over what the URL says after somebody has changed it by hand. */
  readUrl(): void {
    const { view, searchBox, hovered, graticule, footprints, timeScale, layers, values } = this.state;
    const start = startState(this.settings, parseUrlState(location.hash));
    this.update({ ...start, view, searchBox, hovered, graticule, footprints, timeScale, layers, values });
  }

  /** Adds the pictures that the catalogue's products have of themselves. */
  async learnLayers(): Promise<void> {
    const { collections } = this.settings;
    const pictures = await fetchAnnouncedPictures(collections, this.state.layers);
    if (pictures.length > 0) this.update({ layers: [...this.state.layers, ...pictures] });
  }

  /** The list's search, relative to the page; undefined until map and catalogue say what it is about. */
  get listUrl(): string | undefined {
    const { collection, inView, drawn, time, order, view } = this.state;
    if (collection === '' || (inView && !drawn && !view) || !this.#knowsConditions) return undefined;
    return searchUrl({ ...this.#scope(), time, order, count: listPage });
  }

  /** The list's search as STAC has it. */
  get itemsUrl(): string | undefined {
    return this.listUrl && itemsUrl(this.#scope(), this.state.time);
  }

  /** WMS with the found products as layers. */
  get wmsUrl(): string | undefined {
    return this.listUrl && wmsUrl(this.#scope(), this.state.time);
  }

  searchAgain(): void {
    this.queryables.forget();
    this.list.forget();
    this.overview.forget();
    this.counts.forget();
    this.#search();
  }

  showMore(): void {
    void this.list.more(listPage);
  }

  /** The selected product, remembered while it is in no search. */
  get selected(): Product | undefined {
    const { product } = this.state;
    if (product === undefined) return undefined;
    if (this.#selected?.identifier !== product) this.#selected = this.find(product);
    return this.#selected;
  }

  find(identifier: string): Product | undefined {
    const has = (product: Product) => product.identifier === identifier;
    const searches = [this.list, this.overview, this.#single];
    return searches.flatMap((search) => search.state.products).find(has);
  }

  /** Those whose footprints the map draws: of the chosen time, and whatever the list shows. */
  get mapped(): readonly Product[] {
    return this.#mapped(
      this.overview.state.products,
      this.list.state.products,
      this.state.time,
      this.selected,
    );
  }

  readonly #mapped = memoizeLast(mappedProducts);

  /** What the map draws, bottom to top. */
  get images(): readonly ImageLayer[] {
    const { alone, product, shown, time, compare } = this.state;
    return this.#images(alone, alone ? product : undefined, shown, time, compare);
  }

  readonly #images = memoizeLast(
    (
      ...[alone, product, shown, time, compare]: [
        boolean,
        string | undefined,
        ViewerState['shown'],
        ViewerState['time'],
        ViewerState['compare'],
      ]
    ) => imagesOf({ alone, product, shown, time, compare }),
  );

  /** Days of the products that are known here, to compare with; the newest first. */
  get days() {
    return this.#days(this.overview.state.products);
  }

  readonly #days = memoizeLast(daysOf);

  toggleComparison(): void {
    const { state } = this;
    this.update({ compare: state.compare ? undefined : beginComparison(state, this.days) });
  }

  /** Tells the values at a place, where that is wanted. */
  askPoint(place: Position | undefined): void {
    const { values, view } = this.state;
    if (!values && !this.point.place) return;
    this.point.ask(values ? place : undefined, this.images, view?.zoom ?? 0);
    this.#onChange();
  }

  /** Goes to the next or previous product in time within the search's area; undefined where there is none. */
  step(direction: -1 | 1): Promise<Product | undefined> {
    return this.#goTo({ product: this.selected, time: this.state.time }, direction);
  }

  /** Goes to the newest product within the search's area. */
  goToLatest(): Promise<Product | undefined> {
    return this.#goTo({ product: undefined, time: undefined }, -1);
  }

  stop(): void {
    this.#stepping.abort();
    for (const search of [this.list, this.overview, this.counts, this.#single, this.queryables]) {
      search.stop();
    }
  }

  async #goTo(origin: StepOrigin, direction: -1 | 1): Promise<Product | undefined> {
    this.#stepping.abort();
    const { signal } = (this.#stepping = new AbortController());
    try {
      const page = await fetchPage(stepUrl(this.#scope(), origin, direction), signal);
      const [product] = page.products;
      if (!product?.time || signal.aborted) return undefined;
      this.#selected = product;
      this.update({ product: product.identifier, time: product.time });
      return product;
    } catch (error) {
      if (signal.aborted || error instanceof RequestProblem) return undefined;
      throw error;
    }
  }

  /** A link can name a product that is neither among the newest nor in its view. */
  #searchSelected(): void {
    const { collection, product } = this.state;
    if (product === undefined || this.overview.state.status !== 'ready' || this.selected) return;
    void this.#single.search(productUrl(collection, product), 1);
  }

  #scope(): ProductScope {
    const { collection, filter } = this.state;
    const resolved = resolveFilter(filter, this.queryables.value ?? []);
    return { collection, filter: resolved, area: searchAreaOf(this.state) };
  }

  /** Whether the conditions of a link can be understood already; where the attributes do not come they never can. */
  get #knowsConditions(): boolean {
    const { value, status } = this.queryables;
    return this.state.filter.where.length === 0 || value !== undefined || status === 'failed';
  }

  #search(): void {
    const { collection, timeScale } = this.state;
    if (collection === '') return;
    this.queryables.ask(queryablesUrl(collection));
    if (!this.#knowsConditions) return;
    const scope = this.#scope();
    if (this.listUrl !== undefined) void this.list.search(this.listUrl, listPage);
    this.counts.ask(scope, timeScale);
    const all = { ...scope, area: undefined, time: undefined, order: 'newest', count: overviewPage } as const;
    void this.overview.search(searchUrl(all), overviewLimit);
  }
}
