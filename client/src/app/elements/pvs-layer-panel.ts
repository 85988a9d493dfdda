import { html, LitElement, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ClientCollection, ClientLayer } from '../../client-settings.ts';
import { mapProjections } from '../map/map-projection.ts';
import type { ProjectionName } from '../map/map-projection.ts';
import { fadeLayer, moveLayer, toggleLayer } from '../state/shown-layers.ts';
import type { ShownLayer } from '../state/shown-layers.ts';
import { layerTitle } from '../texts/layer-title.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { icons } from './icons.ts';
import { layerPanelStyles } from './layer-panel-styles.ts';

/** A button that opens the choice of layers: which are on the map, in which order, how strongly; and how it is laid. */
export class PvsLayerPanel extends LitElement {
  static override readonly styles = [controlStyles, layerPanelStyles];
  static override readonly properties = {
    collections: { attribute: false },
    layers: { attribute: false },
    shown: { attribute: false },
    projection: {},
    graticule: { type: Boolean },
    footprints: { type: Boolean },
    open: { type: Boolean, reflect: true },
  };

  declare collections: readonly ClientCollection[];
  /** Those that there are. */
  declare layers: readonly ClientLayer[];
  /** Those on the map, bottom to top. */
  declare shown: readonly ShownLayer[];
  declare projection: ProjectionName;
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
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="panel"
        @click=${() => (this.open = !this.open)}
      >
        ${icons.layers} ${texts.layers}
      </button>
      <div id="panel" class="panel" ?hidden=${!this.open} @keydown=${this.#key}>
        ${this.shown.length > 0 ? this.#shownLayers() : nothing}
        ${this.collections.map((collection) => this.#group(collection))}
        <h3>${texts.mapFeatures}</h3>
        ${this.#feature('footprints', texts.footprints, this.footprints)}
        ${this.#feature('graticule', texts.graticule, this.graticule)} ${this.#projection()}
      </div>
    `;
  }

  /** The topmost first, as they lie over each other. */
  #shownLayers() {
    return html`<h3>${texts.shownLayers}</h3>
      <ol>
        ${this.shown.toReversed().map((layer) => this.#shownLayer(layer))}
      </ol>`;
  }

  #shownLayer({ id, opacity }: ShownLayer) {
    const layer = this.layers.find((each) => each.id === id);
    const title = layer ? layerTitle(layer) : id;
    const move = (by: 1 | -1) => this.#show(moveLayer(this.shown, id, by));
    const at = this.shown.findIndex((each) => each.id === id);
    return html`<li>
      <span>${title}</span>
      ${orderButton(texts.layerUp(title), icons.up, at === this.shown.length - 1, () => move(1))}
      ${orderButton(texts.layerDown(title), icons.down, at === 0, () => move(-1))}
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        aria-label=${texts.opacity(title)}
        aria-valuetext=${texts.percent(Math.round(opacity * 100))}
        .value=${String(opacity)}
        @input=${(event: Event) =>
          this.#show(fadeLayer(this.shown, id, Number((event.target as HTMLInputElement).value)))}
      />
    </li>`;
  }

  #group({ id, title }: ClientCollection) {
    const layers = this.layers.filter((layer) => layer.collection === id);
    return html`<h3>${title}</h3>
      ${layers.map((layer) =>
        checkbox(
          layerTitle(layer),
          this.shown.some((each) => each.id === layer.id),
          (checked) => this.#show(toggleLayer(this.shown, layer.id, checked)),
        ),
      )}`;
  }

  #feature(feature: 'footprints' | 'graticule', title: string, visible: boolean) {
    return checkbox(title, visible, (checked) => emit(this, 'feature-change', { feature, visible: checked }));
  }

  #projection() {
    const change = (event: Event) =>
      emit(this, 'projection-change', {
        projection: (event.target as HTMLSelectElement).value as ProjectionName,
      });
    return html`<label class="projection"
      >${texts.projection}
      <select @change=${change}>
        ${(Object.keys(mapProjections) as ProjectionName[]).map(
          (name) =>
            html`<option value=${name} ?selected=${name === this.projection}>
              ${texts.projections[name]}
            </option>`,
        )}
      </select>
    </label>`;
  }

  #show(shown: readonly ShownLayer[]): void {
    emit(this, 'layers-change', { shown });
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    this.open = false;
    this.renderRoot.querySelector<HTMLElement>('.toggle')?.focus();
  }
}

function checkbox(title: string, checked: boolean, change: (checked: boolean) => void) {
  return html`<label>
    <input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    ${title}
  </label>`;
}

function orderButton(label: string, icon: TemplateResult, disabled: boolean, run: () => void) {
  return html`<button
    class="icon plain"
    title=${label}
    aria-label=${label}
    ?disabled=${disabled}
    @click=${run}
  >
    ${icon}
  </button>`;
}
