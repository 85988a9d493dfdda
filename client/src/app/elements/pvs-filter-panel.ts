import { html, LitElement, nothing } from 'lit';
import type { ValueCount } from '../search/read-counts.ts';
import type { Queryable } from '../search/queryable.ts';
import { countConditions } from '../search/resolve-filter.ts';
import type { TextFilter } from '../search/resolve-filter.ts';
import { searchOrders } from '../search/search-filter.ts';
import type { SearchOrder } from '../search/search-filter.ts';
import { NO_CHOICE } from '../state/url-state.ts';
import { texts } from '../texts/texts.ts';
import { attributeTitle } from './attribute-title.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { filterPanelStyles } from './filter-panel-styles.ts';
import { icons } from './icons.ts';

/** What narrows the search down beside time and view: clouds, satellite, a drawn area; and the list's order. */
export class PvsFilterPanel extends LitElement {
  static override readonly styles = [controlStyles, filterPanelStyles];
  static override readonly properties = {
    filter: { attribute: false },
    order: {},
    platforms: { attribute: false },
    queryables: { attribute: false },
    drawn: { type: Boolean },
    open: { type: Boolean, reflect: true },
  };

  declare filter: TextFilter;
  /** What else can be searched by. */
  declare queryables: readonly Queryable[];
  declare order: SearchOrder;
  /** Those to choose from. */
  declare platforms: readonly ValueCount[];
  /** Whether an area is drawn. */
  declare drawn: boolean;
  declare open: boolean;

  constructor() {
    super();
    this.filter = NO_CHOICE;
    this.queryables = [];
    this.order = 'newest';
    this.platforms = [];
    this.open = false;
  }

  override render() {
    const conditions = countConditions(this.filter);
    return html`<div class="row">
        <button
          aria-expanded=${this.open}
          aria-controls="panel"
          aria-pressed=${conditions > 0}
          @click=${() => (this.open = !this.open)}
        >
          ${icons.filter} ${conditions > 0 ? texts.filterCount(conditions) : texts.filter}
        </button>
        <select aria-label=${texts.order} @change=${(event: Event) => this.#order(event)}>
          ${Object.keys(searchOrders).map((order) => this.#orderChoice(order as SearchOrder, texts.orders[order as keyof typeof searchOrders]))}
          ${this.queryables.length > 0 ? this.#attributeOrders() : nothing}
        </select>
        ${this.#areaButtons()}
      </div>
      <div id="panel" class="panel" ?hidden=${!this.open}>
        ${this.#clouds()} ${this.#platform()}
        <pvs-conditions .where=${this.filter.where} .queryables=${this.queryables}></pvs-conditions>
      </div>`;
  }

  #orderChoice(order: SearchOrder, label: string) {
    return html`<option value=${order} ?selected=${order === this.order}>${label}</option>`;
  }

  #attributeOrders() {
    return html`<optgroup label=${texts.byAttribute}>
      ${this.queryables.map(({ attribute }) =>
        (['asc', 'desc'] as const).map((direction) =>
          this.#orderChoice(
            `${attribute}:${direction}`,
            texts.sortedBy(attributeTitle(attribute), direction === 'asc'),
          ),
        ),
      )}
    </optgroup>`;
  }

  #areaButtons() {
    if (this.drawn) {
      return this.#iconButton(texts.dropArea, icons.close, () =>
        emit(this, 'area-change', { area: undefined }),
      );
    }
    return html`${this.#iconButton(texts.drawBox, icons.box, () => emit(this, 'draw-start', { kind: 'box' }))}
    ${this.#iconButton(texts.drawPolygon, icons.polygon, () => emit(this, 'draw-start', { kind: 'polygon' }))}`;
  }

  #iconButton(label: string, icon: unknown, run: () => void) {
    return html`<button class="icon plain" title=${label} aria-label=${label} @click=${run}>${icon}</button>`;
  }

  #clouds() {
    const { maxCloudCover } = this.filter;
    const shown = maxCloudCover === undefined ? texts.anyCloudCover : texts.percent(maxCloudCover);
    return html`<label>
      <span>${texts.maxCloudCover}</span> <output>${shown}</output>
      <input
        type="range"
        min="0"
        max="100"
        step="5"
        aria-label=${texts.maxCloudCover}
        aria-valuetext=${shown}
        .value=${String(maxCloudCover ?? 100)}
        @change=${(event: Event) => this.#chooseClouds(Number((event.target as HTMLInputElement).value))}
      />
    </label>`;
  }

  #platform() {
    if (this.platforms.length === 0) return nothing;
    const chosen = this.filter.platform;
    const change = (event: Event) =>
      emit(this, 'filter-change', { platform: (event.target as HTMLSelectElement).value || undefined });
    return html`<label>
      <span>${texts.platform}</span>
      <select @change=${change}>
        <option value="" ?selected=${chosen === undefined}>${texts.anyPlatform}</option>
        ${this.platforms.map(
          ({ value, count }) =>
            html`<option value=${value} ?selected=${value === chosen}>
              ${texts.platformChoice(value, count)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  #chooseClouds(percent: number): void {
    emit(this, 'filter-change', { maxCloudCover: percent >= 100 ? undefined : percent });
  }

  #order(event: Event): void {
    emit(this, 'order-change', { order: (event.target as HTMLSelectElement).value as SearchOrder });
  }
}
