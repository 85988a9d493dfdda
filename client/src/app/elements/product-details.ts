import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { GeoBox } from '../search/geo-box.ts';
import { describeInstant } from '../time/describe-time.ts';
import { parseInstant } from '../time/time-interval.ts';
import type { Product, ProductLink } from '../search/product.ts';
import { texts } from '../texts/texts.ts';
import { attributeTitle } from './attribute-title.ts';
import { copyButton } from './copy-button.ts';
import { emit } from './emit.ts';

/** What of the page decides what can be done with a product. */
export interface DetailsView {
  /** Whether the map shows it alone. */
  readonly alone: boolean;
  /** What the map shows, and the box around what was drawn; undefined where there is none. */
  readonly viewBox: GeoBox | undefined;
  readonly drawnBox: GeoBox | undefined;
}

/** What one can do with the chosen product, what the catalogue knows about it, and its links. */
export function productDetails(
  host: HTMLElement,
  product: Product,
  { alone, viewBox, drawnBox }: DetailsView,
) {
  const { identifier, time, whole, downloads, links } = product;
  const listedBytes = downloads.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  return html`<div class="details">
    <div class="actions">
      <button @click=${() => emit(host, 'product-select', { identifier, zoomTo: true })}>
        ${texts.zoomTo}
      </button>
      <button aria-pressed=${alone} @click=${() => emit(host, 'product-alone', { alone: !alone })}>
        ${texts.showAlone}
      </button>
      ${time ? html`<button @click=${() => emit(host, 'time-change', { time })}>${texts.thisTime}</button>` : nothing}
      ${copyButton(identifier, texts.copyIdentifier)}
    </div>
    ${whole === undefined ? nothing : html`<pvs-whole-product .href=${whole} .listedBytes=${listedBytes}></pvs-whole-product>`}
    <dl>
      ${factsOf(product).map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <details class="cut">
      <summary>${texts.cutOut.title}</summary>
      ${keyed(
        product.identifier,
        html`<pvs-cut-out .product=${product} .viewBox=${viewBox} .drawnBox=${drawnBox}></pvs-cut-out>`,
      )}
    </details>
    ${linkList(texts.downloads, downloads, true)} ${linkList(texts.moreLinks, links, false)}
  </div>`;
}

function linkList(heading: string, links: readonly ProductLink[], isDownload: boolean) {
  if (links.length === 0) return nothing;
  return html`<h3>${heading}</h3>
    <ul>
      ${links.map(
        ({ href, title, sizeBytes }) =>
          html`<li>
            <a href=${href} ?download=${isDownload}>${title}</a>
            ${sizeBytes === undefined ? nothing : html`<span class="size">${texts.size(sizeBytes)}</span>`}
          </li>`,
      )}
    </ul>`;
}

function factsOf(product: Product): (readonly [string, string])[] {
  const { attributes: names } = texts;
  const { productType, instrument, time, attributes } = product;
  const facts: (readonly [string, string | undefined])[] = [
    [names.productType, productType],
    [names.instrument, instrument],
    [names.begin, time && describeInstant(time.startMs)],
    [names.end, time && describeInstant(time.endMs)],
    ...attributes.map(([name, value]) => [attributeTitle(name), inWords(name, value)] as const),
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
}

/** Instants as the page writes them, and lengths with their unit. */
function inWords(name: string, value: string): string {
  if (/(?<=[a-z])M$/.test(name)) return `${value} m`;
  const instant = /^\d{4}-\d\d-\d\dT/.test(value) ? parseInstant(value) : undefined;
  return instant === undefined ? value : describeInstant(instant);
}
