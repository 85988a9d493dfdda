import type { ClientSettings } from '../../client-settings.ts';
import type { ImageLayer } from '../map/image-layers.ts';
import { fetchAnnouncedPictures } from '../search/fetch-layers.ts';
import { fetchPage } from '../search/fetch-page.ts';
import type { Product } from '../search/product.ts';
import { RequestProblem } from '../search/request-problem.ts';
import type { Position } from '../search/search-area.ts';
import { stepUrl } from '../search/search-url.ts';
import type { StepOrigin } from '../search/search-url.ts';
import { beginComparison, daysOf } from './compare-state.ts';
import { mappedProducts } from './derive-products.ts';
import { memoizeLast } from './memoize-last.ts';
import { PointQuestion } from './point-question.ts';
import { formatUrlState, parseUrlState } from './url-state.ts';
import { ViewerSearches } from './viewer-searches.ts';
import { imagesOf, linkState, startState } from './viewer-state.ts';
import type { ViewerState } from './viewer-state.ts';

/** The page's state, what follows from it, and the URL that keeps it. */
export class ViewerModel {
  state: ViewerState;
  readonly searches: ViewerSearches;
  readonly point: PointQuestion;
  readonly settings: ClientSettings;
  readonly #onChange: () => void;
  #selected: Product | undefined;
  #stepping = new AbortController();

  constructor(settings: ClientSettings, onChange: () => void) {
    this.settings = settings;
    this.#onChange = onChange;
    this.state = startState(settings, parseUrlState(location.hash));
    this.searches = new ViewerSearches(() => this.state, onChange);
    this.point = new PointQuestion(onChange);
  }

  /** Changes the state, and searches and rewrites the URL where that follows from it. */
  update(change: Partial<ViewerState>): void {
    this.state = { ...this.state, ...change };
    this.searches.follow();
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

  /** The selected product, remembered while it is in no search. */
  get selected(): Product | undefined {
    const { product } = this.state;
    if (product === undefined) return undefined;
    if (this.#selected?.identifier !== product) this.#selected = this.searches.find(product);
    return this.#selected;
  }

  /** Those whose footprints the map draws: of the chosen time, and whatever the list shows. */
  get mapped(): readonly Product[] {
    const { overview, list } = this.searches;
    return this.#mapped(overview.state.products, list.state.products, this.state.time, this.selected);
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
    return this.#days(this.searches.overview.state.products);
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
    this.searches.stop();
  }

  async #goTo(origin: StepOrigin, direction: -1 | 1): Promise<Product | undefined> {
    this.#stepping.abort();
    const { signal } = (this.#stepping = new AbortController());
    try {
      const page = await fetchPage(stepUrl(this.searches.scope, origin, direction), signal);
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
}
