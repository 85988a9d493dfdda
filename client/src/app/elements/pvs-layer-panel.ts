import { css, html, LitElement, nothing } from 'lit';
import type { ClientCollection } from '../../client-settings.ts';
import type { LayerChoice } from '../state/viewer-state.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';

/** A button that opens the choice of layers: which are visible, and how strongly. */
export class PvsLayerPanel extends LitElement {
  static override readonly styles = [
    controlStyles,
    css`
      :host {
        position: relative;
      }
      .toggle,
      .panel {
        box-shadow: var(--shadow);
      }
      .panel {
        position: absolute;
        top: calc(100% + 0.5rem);
        right: 0;
        width: 17rem;
        max-height: min(24rem, 60vh);
        overflow: auto;
        padding: 0.5rem 1rem 0.875rem;
        border: 1px solid var(--line);
        border-radius: 0.625rem;
        background: var(--panel);
      }
      h3 {
        margin: 0.625rem 0 0.25rem;
        color: var(--muted);
        font-size: 0.75rem;
        font-weight: 500;
      }
      label {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-height: 1.75rem;
        overflow-wrap: anywhere;
      }
      input {
        accent-color: var(--accent);
      }
      input[type='checkbox'] {
        flex: none;
        width: 1rem;
        height: 1rem;
        margin: 0;
      }
      input[type='range'] {
        display: block;
        width: calc(100% - 1.5rem);
        height: 1.25rem;
        margin: 0 0 0.25rem 1.5rem;
      }
    `,
  ];
  static override readonly properties = {
    collections: { attribute: false },
    layers: { attribute: false },
    graticule: { type: Boolean },
    footprints: { type: Boolean },
    open: { type: Boolean, reflect: true },
  };

  declare collections: readonly ClientCollection[];
  declare layers: readonly LayerChoice[];
  declare graticule: boolean;
  declare footprints: boolean;
  declare open: boolean;

  readonly #closeOutside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.open = false;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#closeOutside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#closeOutside);
  }

  override render() {
    return html`
      <button
        class="toggle"
        aria-expanded=${this.open}
        aria-controls="panel"
        @click=${() => (this.open = !this.open)}
      >
        ${icons.layers} ${texts.layers}
      </button>
      <div id="panel" class="panel" ?hidden=${!this.open} @keydown=${this.#key}>
        ${this.collections.map((collection) => this.#group(collection))}
        <h3>${texts.mapFeatures}</h3>
        ${this.#feature('footprints', texts.footprints, this.footprints)}
        ${this.#feature('graticule', texts.graticule, this.graticule)}
      </div>
    `;
  }

  #group({ id, title }: ClientCollection) {
    const layers = this.layers.filter((layer) => layer.collection === id);
    return html`<h3>${title}</h3>
      ${layers.map((layer) => this.#layer(layer))}`;
  }

  #layer({ id, title, visible, opacity }: LayerChoice) {
    const change = (next: { visible?: boolean; opacity?: number }) =>
      emit(this, 'layer-change', { id, visible, opacity, ...next });
    return html`<label>
        <input
          type="checkbox"
          .checked=${visible}
          @change=${(event: Event) => change({ visible: isChecked(event) })}
        />
        ${title}
      </label>
      ${
        visible
          ? html`<input
              type="range"
              min="0"
              max="1"
              step="0.05"
              aria-label=${texts.opacity(title)}
              .value=${String(opacity)}
              @input=${(event: Event) => change({ opacity: Number((event.target as HTMLInputElement).value) })}
            />`
          : nothing
      }`;
  }

  #feature(feature: 'footprints' | 'graticule', title: string, visible: boolean) {
    return html`<label>
      <input
        type="checkbox"
        .checked=${visible}
        @change=${(event: Event) => emit(this, 'feature-change', { feature, visible: isChecked(event) })}
      />
      ${title}
    </label>`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    this.open = false;
    this.renderRoot.querySelector<HTMLElement>('.toggle')?.focus();
  }
}

const isChecked = (event: Event) => (event.target as HTMLInputElement).checked;
