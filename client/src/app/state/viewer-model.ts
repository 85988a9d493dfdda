import type { ClientSettings } from '../../client-settings.ts';
import type { ImageLayer } from '../map/image-layers.ts';
import type { Product } from '../search/product.ts';
import { ProductSearch } from '../search/product-search.ts';
import { productUrl, searchUrl } from '../search/search-url.ts';
import { stepProduct } from '../search/step-product.ts';
import type { HistogramEntry } from '../time/histogram.ts';
import { histogramEntries, isInArea, mappedProducts } from './derive-products.ts';
import { memoizeLast } from './memoize-last.ts';
import { formatUrlState, parseUrlState } from './url-state.ts';
import { imagesOf, linkState, startState } from './viewer-state.ts';
import type { ViewerState } from './viewer-state.ts';

const listPage = 50;
const overviewPage = 200;
/** As many products as the histogram counts and the map outlines. */
const overviewLimit = 2000;

/** The page's state, the searches that follow it, and the URL that keeps it. */
export class ViewerModel {
  state: ViewerState;
  /** The products of the list: in the chosen time and area. */
  readonly list: ProductSearch;
  /** The collection's newest products, whatever time and area. */
  readonly overview: ProductSearch;
  /** The selected product where it is in neither of them. */
  readonly #single: ProductSearch;
  readonly settings: ClientSettings;
  readonly #onChange: () => void;
  #selected: Product | undefined;

  constructor(settings: ClientSettings, onChange: () => void) {
    this.settings = settings;
    this.#onChange = onChange;
    this.state = startState(settings, parseUrlState(location.hash));
    this.list = new ProductSearch(onChange);
    this.#single = new ProductSearch(onChange);
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
    const { view, searchBox, hovered, graticule, footprints } = this.state;
    const start = startState(this.settings, parseUrlState(location.hash));
    this.update({ ...start, view, searchBox, hovered, graticule, footprints });
  }

  /** The list's search, relative to the page; undefined until the map says what it shows. */
  get listUrl(): string | undefined {
    const { collection, inView, searchBox, time, view } = this.state;
    if (collection === '' || (inView && !view)) return undefined;
    return searchUrl({ collection, time, box: inView ? searchBox : undefined, count: listPage });
  }

  searchAgain(): void {
    this.list.forget();
    this.overview.forget();
    this.#search();
  }

  showMore(): void {
    void this.list.more(listPage);
  }

  /** The selected product, remembered while it is in neither search. */
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
    const { alone, product, layers, time } = this.state;
    return this.#images(alone, alone ? product : undefined, layers, time);
  }

  readonly #images = memoizeLast(
    (
      ...[alone, product, layers, time]: [
        boolean,
        string | undefined,
        ViewerState['layers'],
        ViewerState['time'],
      ]
    ) => imagesOf({ alone, product, layers, time }),
  );

  /** What the histogram counts; emphasised is what the search's area takes in. */
  get histogram(): readonly HistogramEntry[] {
    const { inView, searchBox } = this.state;
    return this.#histogram(this.overview.state.products, inView ? searchBox : undefined);
  }

  readonly #histogram = memoizeLast(histogramEntries);

  /** Goes to the next or previous product in time within the search's area; undefined where there is none. */
  step(direction: -1 | 1): Product | undefined {
    const { inView, searchBox, product, time } = this.state;
    const area = inView ? searchBox : undefined;
    const candidates = this.overview.state.products.filter((candidate) => isInArea(candidate, area));
    const next = stepProduct(candidates, { product, time }, direction);
    if (next) this.update({ product: next.identifier, time: next.time });
    return next;
  }

  stop(): void {
    this.list.stop();
    this.overview.stop();
    this.#single.stop();
  }

  /** A link can name a product that is neither among the newest nor in its view. */
  #searchSelected(): void {
    const { collection, product } = this.state;
    if (product === undefined || this.overview.state.status !== 'ready' || this.selected) return;
    void this.#single.search(productUrl(collection, product), 1);
  }

  #search(): void {
    const { collection } = this.state;
    if (collection === '') return;
    if (this.listUrl !== undefined) void this.list.search(this.listUrl, listPage);
    const all = searchUrl({ collection, time: undefined, box: undefined, count: overviewPage });
    void this.overview.search(all, overviewLimit);
  }
}
