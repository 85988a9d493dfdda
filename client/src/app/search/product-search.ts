import { fetchPage } from './fetch-page.ts';
import type { Product } from './product.ts';
import { RequestProblem } from './request-problem.ts';

/** What a search has found so far. */
export interface SearchState {
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  /** While a new search loads, still those of the last one, so that nothing flickers. */
  readonly products: readonly Product[];
  readonly total: number | undefined;
  readonly nextUrl: string | undefined;
  readonly problem: RequestProblem | undefined;
}

const emptyState: SearchState = {
  status: 'idle',
  products: [],
  total: undefined,
  nextUrl: undefined,
  problem: undefined,
};

/** A search at the catalogue and its pages: the newest search wins, an older one is given up. */
export class ProductSearch {
  state: SearchState = emptyState;
  readonly #onChange: () => void;
  #url: string | undefined;
  #abort = new AbortController();
  #searching: Promise<void> = Promise.resolve();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /**
   * Searches anew, following the pages until there are `wanted` products. The same URL again does nothing, even if
   * it failed: see {@link forget}. Resolves when it is answered, has failed, or was given up.
   */
  search(url: string, wanted: number): Promise<void> {
    if (url === this.#url) return this.#searching;
    this.#url = url;
    return (this.#searching = this.#follow(url, wanted, []));
  }

  /** The next `wanted` products after those that are there. */
  async more(wanted: number): Promise<void> {
    const { nextUrl, products, status } = this.state;
    if (nextUrl === undefined || status === 'loading') return;
    await this.#follow(nextUrl, products.length + wanted, products);
  }

  /** Lets the next {@link search} ask again even if the URL is the same. */
  forget(): void {
    this.#url = undefined;
  }

  /** Gives up what is under way. */
  stop(): void {
    this.#abort.abort();
  }

  async #follow(firstUrl: string, wanted: number, before: readonly Product[]): Promise<void> {
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    this.#set({ ...this.state, status: 'loading', problem: undefined });
    let products = before;
    let url: string | undefined = firstUrl;
    try {
      while (url !== undefined) {
        const page = await fetchPage(url, signal);
        products = mergeProducts(products, page.products);
        url = products.length < wanted ? page.nextUrl : undefined;
        const status = url === undefined ? 'ready' : 'loading';
        this.#set({ status, products, total: page.total, nextUrl: page.nextUrl, problem: undefined });
      }
    } catch (error) {
      if (signal.aborted) return;
      const problem = error instanceof RequestProblem ? error : new RequestProblem(String(error), '');
      this.#set({ ...this.state, status: 'failed', problem });
    }
  }

  #set(state: SearchState): void {
    this.state = state;
    this.#onChange();
  }
}

/** Products registered while someone pages shift the pages, so that one can come twice. */
function mergeProducts(before: readonly Product[], page: readonly Product[]): Product[] {
  const known = new Set(before.map((product) => product.identifier));
  return [...before, ...page.filter((product) => !known.has(product.identifier))];
}
