import { css, html, LitElement, nothing } from 'lit';
import type { ClientSettings } from '../../client-settings.ts';
import { session } from '../access/session.ts';
import type { SchemeChoice } from '../state/colour-scheme.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';

/** What stack this is, which of its collections is looked at, and the ways to help and links. */
export class PvsHeader extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        display: block;
        padding: 1rem 0.75rem 0.75rem 1.25rem;
        border-bottom: 1px solid var(--line);
      }
      .row {
        display: flex;
        align-items: flex-start;
        gap: 0.125rem;
      }
      h1 {
        flex: 1;
        margin: 0.25rem 0 0;
        font-size: 1.125rem;
        font-weight: 650;
        letter-spacing: -0.011em;
        line-height: 1.3;
      }
      p {
        display: -webkit-box;
        overflow: hidden;
        margin: 0.25rem 0.5rem 0 0;
        color: var(--muted);
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
      }
      label {
        display: grid;
        gap: 0.25rem;
        margin: 0.75rem 0.5rem 0 0;
        color: var(--muted);
        font-size: 0.75rem;
      }
      select {
        width: 100%;
        height: 2.125rem;
        padding: 0 0.5rem;
        font-size: 0.8125rem;
        font-weight: 500;
      }
      @media (max-width: 45rem) {
        :host {
          padding: 0.5rem 0.5rem 0.5rem 1rem;
        }
        p {
          display: none;
        }
        label {
          margin-top: 0.25rem;
        }
        .name {
          display: none;
        }
      }
    `,
  ];
  static override readonly properties = {
    settings: { attribute: false },
    collection: {},
    scheme: {},
  };

  declare settings: ClientSettings;
  declare collection: string;
  declare scheme: SchemeChoice;

  override render() {
    const { title, abstract, collections } = this.settings;
    const collection = collections.find(({ id }) => id === this.collection);
    const about = collection?.abstract || abstract;
    const scheme = texts.theme[this.scheme];
    return html`
      <div class="row">
        <h1>${title}</h1>
        <a
          class="button icon plain"
          href="./user-guide/"
          title=${texts.userGuide}
          aria-label=${texts.userGuide}
        >
          ${icons.help}
        </a>
        ${this.settings.signIn ? this.#signIn() : nothing}
        <button
          class="icon plain"
          title=${scheme}
          aria-label=${scheme}
          @click=${() => emit(this, 'scheme-turn')}
        >
          ${icons[this.scheme]}
        </button>
      </div>
      ${about ? html`<p title=${about}>${about}</p>` : nothing}
      ${collections.length > 1 ? this.#choice() : nothing}
    `;
  }

  #signIn() {
    const { title, signedIn } = texts.signIn;
    const label = session.isSignedIn ? signedIn : title;
    return html`<button
      class="icon plain"
      title=${label}
      aria-label=${label}
      aria-pressed=${session.isSignedIn ? 'true' : nothing}
      @click=${() => emit(this, 'sign-in-open')}
    >
      ${icons.person}
    </button>`;
  }

  #choice() {
    const change = (event: Event) =>
      emit(this, 'collection-change', { collection: (event.target as HTMLSelectElement).value });
    return html`<label
      ><span class="name">${texts.collection}</span>
      <select aria-label=${texts.collection} .value=${this.collection} @change=${change}>
        ${this.settings.collections.map(
          ({ id, title }) => html`<option value=${id} ?selected=${id === this.collection}>${title}</option>`,
        )}
      </select></label
    >`;
  }
}
