import { css, html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { parsePlace } from '../map/parse-place.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';

/** What one can do with the map: see all, go to a place, tell values of pixels, compare, save as a picture. */
export class PvsMapTools extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        position: absolute;
        top: calc(0.75rem + 5rem);
        left: 0.75rem;
        z-index: 2;
      }
      .buttons {
        display: grid;
        overflow: hidden;
        width: 2.25rem;
        border: 1px solid var(--line);
        border-radius: 0.5rem;
        background: var(--panel);
        box-shadow: var(--shadow);
      }
      .buttons button {
        width: 100%;
        min-height: 2.125rem;
        border: 0;
        border-radius: 0;
      }
      .buttons button + button {
        border-top: 1px solid var(--line);
      }
      .buttons button:focus-visible {
        outline-offset: -3px;
      }
      form {
        position: absolute;
        top: 2.125rem;
        left: 2.75rem;
        width: 17rem;
        padding: 0.75rem 1rem;
        border: 1px solid var(--line);
        border-radius: 0.625rem;
        background: var(--panel);
        box-shadow: var(--shadow);
      }
      /* Beside the zoom where there is no room below it: phones, and those held across. */
      @container (max-height: 21rem) {
        :host {
          top: 0.75rem;
          left: 3.5rem;
        }
        .buttons {
          grid: repeat(3, auto) / auto-flow 1fr;
          width: 4.5rem;
        }
        .buttons button:nth-child(4) {
          border-top: 0;
        }
        .buttons button:nth-child(n + 4) {
          border-left: 1px solid var(--line);
        }
        form {
          top: 7rem;
          left: -2.75rem;
        }
      }
      label {
        display: block;
        margin-bottom: 0.375rem;
        font-weight: 500;
      }
      .row {
        display: flex;
        gap: 0.375rem;
      }
      .field {
        flex: 1;
        padding: 0 0.5rem;
      }
      p {
        margin: 0.375rem 0 0;
        color: var(--muted);
        font-size: 0.75rem;
      }
      p.wrong {
        color: var(--mark);
      }
    `,
  ];
  static override readonly properties = {
    values: { type: Boolean },
    comparing: { type: Boolean },
    asking: { state: true },
    wrong: { state: true },
  };

  /** Whether the values of pixels are told. */
  declare values: boolean;
  declare comparing: boolean;
  declare private asking: boolean;
  declare private wrong: boolean;

  override render() {
    const { values, comparing, asking } = this;
    return html`<div class="buttons">
        ${button(texts.zoomToAll, icons.fit, () => emit(this, 'zoom-to-all'))}
        ${button(texts.goToPlace, icons.place, () => this.#ask(!asking), asking)}
        ${button(texts.pixelValues, icons.values, () => emit(this, 'values-change', { values: !values }), values)}
        ${button(texts.compare, icons.compare, () => emit(this, 'compare-toggle'), comparing)}
        ${button(texts.savePicture, icons.picture, () => emit(this, 'picture-save'))}
        ${button(texts.print, icons.print, () => print())}
      </div>
      ${asking ? this.#placeForm() : nothing}`;
  }

  #placeForm() {
    return html`<form @submit=${this.#go} @keydown=${this.#key}>
      <label for="place">${texts.goToPlace}</label>
      <div class="row">
        <input
          id="place"
          class="field"
          autocomplete="off"
          aria-describedby="hint"
          aria-invalid=${this.wrong ? 'true' : 'false'}
        />
        <button class="strong">${texts.go}</button>
      </div>
      <p id="hint" class=${this.wrong ? 'wrong' : ''} aria-live="polite">
        ${this.wrong ? texts.placeNotRead : texts.placeHint}
      </p>
    </form>`;
  }

  async #ask(asking: boolean): Promise<void> {
    this.asking = asking;
    this.wrong = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(asking ? '#place' : 'button:nth-of-type(2)')?.focus();
  }

  #go(event: Event): void {
    event.preventDefault();
    const place = parsePlace(this.renderRoot.querySelector<HTMLInputElement>('#place')?.value ?? '');
    this.wrong = place === undefined;
    if (!place) return;
    this.asking = false;
    emit(this, 'place-go', { place });
  }

  #key(event: KeyboardEvent): void {
    if (event.key === 'Escape') void this.#ask(false);
  }
}

function button(label: string, icon: TemplateResult, run: () => void, pressed?: boolean) {
  return html`<button
    class="icon"
    title=${label}
    aria-label=${label}
    aria-pressed=${pressed === undefined ? nothing : pressed ? 'true' : 'false'}
    @click=${run}
  >
    ${icon}
  </button>`;
}
