import { css, html, LitElement, nothing } from 'lit';
import { formatPlace } from '../map/parse-place.ts';
import type { PointProduct } from '../search/point-values.ts';
import type { Position } from '../search/search-area.ts';
import { describeInstant } from '../time/describe-time.ts';
import { parseInstant } from '../time/time-interval.ts';
import { locale, texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';

const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 });

/** The values of the pixels at a place, product by product. */
export class PvsPointValues extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        position: absolute;
        top: 3.5rem;
        right: 0.75rem;
        z-index: 2;
        width: 17rem;
        max-width: calc(100% - 1.5rem);
        max-height: min(20rem, 50%);
        overflow: auto;
        padding: 0.5rem 0.5rem 0.75rem 1rem;
        border: 1px solid var(--line);
        border-radius: 0.625rem;
        background: var(--panel);
        box-shadow: var(--shadow);
        font-size: 0.75rem;
        font-variant-numeric: tabular-nums;
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      h2 {
        margin: 0;
        font-size: 0.8125rem;
        font-weight: 600;
      }
      h3 {
        margin: 0.5rem 0 0.125rem;
        font-size: 0.75rem;
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      p {
        margin: 0.25rem 0 0;
        color: var(--muted);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0 0.75rem;
        margin: 0 0.5rem 0 0;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        text-align: right;
      }
    `,
  ];
  static override readonly properties = {
    place: { attribute: false },
    products: { attribute: false },
    status: {},
  };

  declare place: Position | undefined;
  declare products: readonly PointProduct[];
  declare status: 'idle' | 'loading' | 'ready' | 'failed';

  override render() {
    const { place, status, products } = this;
    return html`<header>
        <h2>${place ? formatPlace(place) : texts.pixelValues}</h2>
        <button
          class="icon plain"
          title=${texts.close}
          aria-label=${texts.close}
          @click=${() => emit(this, 'values-change', { values: false })}
        >
          ${icons.close}
        </button>
      </header>
      <div role="status">
        ${place ? nothing : html`<p>${texts.pixelValuesHelp}</p>`}
        ${place && status === 'failed' ? html`<p>${texts.serverFailedAdvice}</p>` : nothing}
        ${place && status === 'ready' && products.length === 0 ? html`<p>${texts.nothingHere}</p>` : nothing}
        ${place && status !== 'failed' ? products.map(productValues) : nothing}
      </div>`;
  }
}

function productValues({ identifier, beginTime, bands }: PointProduct) {
  const begin = parseInstant(beginTime ?? '');
  return html`<h3>${identifier}</h3>
    ${begin === undefined ? nothing : html`<p>${describeInstant(begin)}</p>`}
    ${
      bands.some(({ value }) => value !== undefined)
        ? html`<dl>
            ${bands.map(
              ({ name, value }) =>
                html`<dt>${name}</dt>
                  <dd>${value === undefined ? texts.noData : number.format(value)}</dd>`,
            )}
          </dl>`
        : html`<p>${texts.noData}</p>`
    }`;
}
