import { html, LitElement, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { GeoBox } from '../search/geo-box.ts';
import type { Product } from '../search/product.ts';
import type { SearchState } from '../search/product-search.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import type { EmptyReason } from './empty-reason.ts';
import { icons } from './icons.ts';
import { productListStyles } from './product-list-styles.ts';
import { productDetails } from './product-details.ts';
import { productSummary } from './product-summary.ts';

/** The products that the search found, the chosen one with its details. */
export class PvsProductList extends LitElement {
  static override readonly styles = [controlStyles, productListStyles];
  static override readonly properties = {
    search: { attribute: false },
    selected: { attribute: false },
    hovered: {},
    alone: { type: Boolean },
    inView: { type: Boolean },
    viewBox: { attribute: false },
    drawnBox: { attribute: false },
    emptyReason: { attribute: false },
  };

  declare search: SearchState;
  declare selected: Product | undefined;
  declare hovered: string | undefined;
  /** Whether the map shows the selected product only. */
  declare alone: boolean;
  /** Whether the search is narrowed to the map view. */
  declare inView: boolean;
  /** What the map shows; undefined for the whole world. */
  declare viewBox: GeoBox | undefined;
  /** Around what was drawn. */
  declare drawnBox: GeoBox | undefined;
  /** Said where the search found nothing. */
  declare emptyReason: EmptyReason;

  /** Asks for more when the end of the list comes into view. */
  readonly #ending = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) emit(this, 'show-more');
    },
    { root: this, rootMargin: '0px 0px 400px' },
  );

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ending.disconnect();
  }

  override updated(changed: PropertyValues): void {
    // Observed anew after each page, since an end that stays in view tells of itself once.
    this.#ending.disconnect();
    const more = this.renderRoot.querySelector('.more:not(:disabled)');
    if (more) this.#ending.observe(more);
    if (!changed.has('selected') || !this.selected) return;
    this.renderRoot.querySelector('li[data-selected]')?.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { products, status } = this.search;
    const listed = products.some((product) => product.identifier === this.selected?.identifier);
    const shown = this.selected && !listed ? [this.selected, ...products] : products;
    return html`
      ${this.#heading()} ${this.#problem()}
      <ol
        ?data-stale=${status === 'loading' && products.length > 0}
        @pointerleave=${() => this.#hover(undefined)}
      >
        ${repeat(
          shown,
          (product) => product.identifier,
          (product) => this.#item(product),
        )}
      </ol>
      ${this.#more()}
    `;
  }

  #heading() {
    const { total, status, products } = this.search;
    const known = total ?? (status === 'ready' ? products.length : undefined);
    return html`<div class="heading">
      <h2 id="products" aria-live="polite">
        ${known === undefined ? texts.products : texts.productCount(known)}
      </h2>
      <label class="switch">
        <input
          type="checkbox"
          .checked=${this.inView}
          @change=${(event: Event) =>
            emit(this, 'in-view-change', { inView: (event.target as HTMLInputElement).checked })}
        />
        ${texts.inMapView}
      </label>
      <button
        class="icon plain"
        title=${texts.refresh}
        aria-label=${texts.refresh}
        @click=${() => emit(this, 'search-again')}
      >
        ${icons.refresh}
      </button>
    </div>`;
  }

  #item(product: Product) {
    const { identifier } = product;
    const selected = identifier === this.selected?.identifier;
    return html`<li ?data-selected=${selected} ?data-hovered=${identifier === this.hovered}>
      <button
        class="summary"
        aria-expanded=${selected}
        @click=${() =>
          emit(this, 'product-select', { identifier: selected ? undefined : identifier, zoomTo: !selected })}
        @pointerenter=${() => this.#hover(identifier)}
        @focus=${() => this.#hover(identifier)}
        @blur=${() => this.#hover(undefined)}
      >
        ${productSummary(product)}
      </button>
      ${selected ? productDetails(this, product, this) : nothing}
    </li>`;
  }

  #problem() {
    const { problem } = this.search;
    if (!problem) return nothing;
    return html`<div class="message" role="alert">
      <p><strong>${problem.message}</strong></p>
      <p>${problem.advice}</p>
      <button @click=${() => emit(this, 'search-again')}>${texts.retry}</button>
    </div>`;
  }

  #more() {
    const { status, products, nextUrl, total } = this.search;
    if (nextUrl !== undefined && status !== 'failed') {
      return html`<button
        class="more"
        ?disabled=${status === 'loading'}
        @click=${() => emit(this, 'show-more')}
      >
        ${status === 'loading' ? texts.loading : texts.showMore(products.length, total)}
      </button>`;
    }
    if (products.length > 0 || status === 'failed') return nothing;
    if (status !== 'ready') return html`<p class="message">${texts.loading}</p>`;
    const { text, advice, actions } = this.emptyReason;
    return html`<div class="message">
      <p><strong>${text}</strong></p>
      ${advice ? html`<p>${advice}</p>` : nothing}
      <div class="actions">
        ${actions.map(({ label, run }) => html`<button @click=${run}>${label}</button>`)}
      </div>
    </div>`;
  }

  #hover(identifier: string | undefined): void {
    emit(this, 'product-hover', { identifier });
  }
}
