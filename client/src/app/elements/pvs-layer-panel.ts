import { html, LitElement, nothing } from 'lit';
import type { ClientCollection } from '../../client-settings.ts';
import type { LayerChoice } from '../state/viewer-state.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';
import { layerPanelStyles } from './layer-panel-styles.ts';

/** A button that opens the choice of layers: which are visible, and how strongly. */
export class PvsLayerPanel extends LitElement {
  static override readonly styles = [controlStyles, layerPanelStyles];
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
