import { html, nothing } from 'lit';
import { describeInstant } from '../time/describe-time.ts';
import type { Product } from '../search/product.ts';
import { texts } from '../texts/texts.ts';
import { copyButton } from './copy-button.ts';
import { emit } from './emit.ts';

/** What one can do with the chosen product, what the catalogue knows about it, and its links. */
export function productDetails(host: HTMLElement, product: Product, alone: boolean) {
  const { identifier, time, links } = product;
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
    <dl>
      ${factsOf(product).map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${
      links.length === 0
        ? nothing
        : html`<ul>
            ${links.map(({ href, title }) => html`<li><a href=${href}>${title}</a></li>`)}
          </ul>`
    }
  </div>`;
}

function factsOf(product: Product): (readonly [string, string])[] {
  const { attributes: names } = texts;
  const { productType, instrument, time, attributes } = product;
  const facts: (readonly [string, string | undefined])[] = [
    [names.productType, productType],
    [names.instrument, instrument],
    [names.begin, time && describeInstant(time.startMs)],
    [names.end, time && describeInstant(time.endMs)],
    ...attributes.map(([name, value]) => [spaced(name), value] as const),
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
}

/** `orbitNumber` as `Orbit number`. */
function spaced(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
