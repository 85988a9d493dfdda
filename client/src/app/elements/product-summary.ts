import { html, nothing } from 'lit';
import { describeInterval } from '../time/describe-time.ts';
import type { Product } from '../search/product.ts';
import { texts } from '../texts/texts.ts';

/** A product in two lines: its name; when, by what, and how cloudy. */
export function productSummary({ title, time, platform, cloudCover }: Product) {
  return html`
    <span class="title">${title}</span>
    <span class="facts">
      <span>${time ? describeInterval(time) : texts.noTime}</span>
      ${platform ? html`<span>${platform}</span>` : nothing}
      ${cloudCover === undefined ? nothing : html`<span>${texts.cloudCover(cloudCover)}</span>`}
    </span>
  `;
}
