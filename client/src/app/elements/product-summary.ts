import { html, nothing } from 'lit';
import { until } from 'lit/directives/until.js';
import { session } from '../access/session.ts';
import { describeInterval } from '../time/describe-time.ts';
import type { Product } from '../search/product.ts';
import { texts } from '../texts/texts.ts';

/** A product as a card: a small picture; its name; when, by what, and how cloudy. */
export function productSummary({ title, time, platform, cloudCover, picture }: Product) {
  return html`
    ${picture ? html`<img src=${sourceOf(picture)} alt="" width="56" height="56" loading="lazy" decoding="async" @error=${hide} />` : html`<span class="no-picture"></span>`}
    <span class="words"
      ><span class="title">${title}</span>
      <span class="facts">
        <span>${time ? describeInterval(time) : texts.noTime}</span>
        ${platform ? html`<span>${platform}</span>` : nothing}
        ${cloudCover === undefined ? nothing : html`<span>${texts.cloudCover(cloudCover)}</span>`}
      </span></span
    >
  `;
}

/** While somebody is signed in the page fetches pictures itself, since elements say nothing of who asks. */
const sourceOf = (picture: string) =>
  session.isSignedIn
    ? until(
        session.picture(picture).then((url) => url ?? nothing),
        nothing,
      )
    : picture;

/** A picture that does not come leaves its place empty; the words say all that matters. */
const hide = (event: Event) => ((event.target as HTMLElement).style.visibility = 'hidden');
