import { html, LitElement, nothing } from 'lit';
import type { ClientSettings } from '../../client-settings.ts';
import { fetchDownload, needsToken } from '../access/fetch-download.ts';
import type { PvsMap } from '../map/pvs-map.ts';
import { tileUrlTemplate } from '../map/tile-url.ts';
import { areaBox } from '../search/area-box.ts';
import type { ValueCount } from '../search/read-counts.ts';
import { countConditions } from '../search/resolve-filter.ts';
import type { Comparison } from '../state/compare-state.ts';
import { SchemeSetting } from '../state/colour-scheme.ts';
import { memoizeLast } from '../state/memoize-last.ts';
import { NO_CHOICE, parseUrlState } from '../state/url-state.ts';
import { ViewerModel } from '../state/viewer-model.ts';
import { layerTitle } from '../texts/layer-title.ts';
import { texts } from '../texts/texts.ts';
import { controlStyles } from './control-styles.ts';
import { emit } from './emit.ts';
import { explainEmpty } from './empty-reason.ts';
import { icons } from './icons.ts';
import { pageHandlers } from './page-handlers.ts';
import type { PvsLinksDialog } from './pvs-links-dialog.ts';
import { viewerStyles } from './viewer-styles.ts';

/** The whole page of a stack: map, time and list around one model. */
export class PvsViewer extends LitElement {
  static override readonly styles = [controlStyles, viewerStyles];
  readonly #settings: ClientSettings;
  readonly #model: ViewerModel;
  readonly #scheme = new SchemeSetting(() => this.requestUpdate());

  constructor(settings: ClientSettings) {
    super();
    this.#settings = settings;
    this.#model = new ViewerModel(settings, () => this.requestUpdate());
    const parts = {
      model: this.#model,
      scheme: this.#scheme,
      map: () => this.renderRoot.querySelector<PvsMap>('pvs-map'),
      links: () => this.renderRoot.querySelector<PvsLinksDialog>('pvs-links-dialog'),
    };
    this.addEventListener('click', (event) => {
      const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
      if (!link || !needsToken(link)) return;
      event.preventDefault();
      void fetchDownload(link);
    });
    for (const [name, handle] of Object.entries(pageHandlers(parts))) {
      this.addEventListener(name, (event) =>
        (handle as (detail: unknown) => void)((event as CustomEvent).detail),
      );
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#readUrl);
    void this.#model.searches.answered.then(() => this.#model.learnLayers());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#readUrl);
    this.#model.stop();
    this.#scheme.dispose();
  }

  override render() {
    return html`${this.#side()} ${this.#mapArea()} ${this.#timeBar()} ${this.#links()}`;
  }

  #side() {
    const { state, selected, searches } = this.#model;
    const { list, counts, queryables } = searches;
    return html`<aside>
      <pvs-header
        .settings=${this.#settings}
        .collection=${state.collection}
        .scheme=${this.#scheme.choice}
      ></pvs-header>
      <pvs-filter-panel
        .filter=${state.filter}
        .order=${state.order}
        .queryables=${queryables.value ?? []}
        .platforms=${this.#platforms(counts.extent?.platforms, state.filter.platform)}
        .drawn=${state.drawn !== undefined}
      ></pvs-filter-panel>
      <pvs-product-list
        .search=${list.state}
        .selected=${selected}
        .hovered=${state.hovered}
        .alone=${state.alone}
        .inView=${state.inView}
        .viewBox=${state.view?.box}
        .drawnBox=${state.drawn && areaBox(state.drawn)}
        .emptyReason=${this.#emptyReason()}
      ></pvs-product-list>
    </aside>`;
  }

  #mapArea() {
    const { state, images, mapped } = this.#model;
    const { map, minZoom, maxZoom, collections } = this.#settings;
    const { center, zoom } = parseUrlState(location.hash);
    return html`<main>
      <pvs-map
        .start=${{ center: center ?? map.center, zoom: zoom ?? map.zoom, maxZoom }}
        .tileRange=${{ minZoom, maxZoom }}
        .images=${images}
        .products=${mapped}
        .hovered=${state.hovered}
        .selected=${state.product}
        .scheme=${this.#scheme.scheme}
        .graticule=${state.graticule}
        .footprints=${state.footprints}
        .area=${state.drawn}
        .projection=${state.projection}
        .compare=${state.compare}
        >${state.alone ? this.#aloneNote() : nothing}</pvs-map
      >
      <pvs-map-tools .values=${state.values} .comparing=${state.compare !== undefined}></pvs-map-tools>
      ${state.compare ? this.#comparePanel(state.compare) : nothing}
      ${state.values ? this.#pointValues() : nothing}
      <div class="tools">
        <button class="elsewhere" aria-label=${texts.useElsewhere} @click=${() => emit(this, 'links-open')}>
          ${icons.link} <span>${texts.useElsewhere}</span>
        </button>
        <pvs-layer-panel
          .collections=${collections}
          .layers=${state.layers}
          .shown=${state.shown}
          .projection=${state.projection}
          .graticule=${state.graticule}
          .footprints=${state.footprints}
        ></pvs-layer-panel>
      </div>
    </main>`;
  }

  #comparePanel(compare: Comparison) {
    const { state, days } = this.#model;
    return html`<pvs-compare-panel
      .compare=${compare}
      .layers=${state.layers}
      .times=${days}
    ></pvs-compare-panel>`;
  }

  #pointValues() {
    const { place, answer } = this.#model.point;
    return html`<pvs-point-values
      .place=${place}
      .products=${answer.value ?? []}
      .status=${answer.status}
    ></pvs-point-values>`;
  }

  #aloneNote() {
    const { selected, state } = this.#model;
    return html`<div>
      ${texts.onlyThisProduct(selected?.title ?? state.product ?? '')}
      <button @click=${() => this.#model.update({ alone: false })}>${texts.showAllAgain}</button>
    </div>`;
  }

  #timeBar() {
    const { state, searches } = this.#model;
    const { counts } = searches;
    return html`<pvs-time-bar
      role="region"
      aria-label=${texts.time}
      .entries=${counts.entries}
      .begins=${counts.extent?.begins}
      .interval=${state.time}
      .playing=${state.playing}
      .loading=${counts.loading}
    ></pvs-time-bar>`;
  }

  #links() {
    const { minZoom, maxZoom } = this.#settings;
    const { searches } = this.#model;
    const [image] = this.#model.images.filter(({ side }) => side !== 'right').slice(-1);
    return html`<pvs-links-dialog
      .tiles=${image && tileUrlTemplate(image.id, image.time)}
      .layer=${{ title: this.#titleOf(image), minZoom, maxZoom }}
      .search=${searches.listUrl}
      .items=${searches.itemsUrl}
      .wms=${searches.wmsUrl}
    ></pvs-links-dialog>`;
  }

  #titleOf(image: { readonly id: string } | undefined): string {
    const layer = this.#model.state.layers.find(({ id }) => id === image?.id);
    return [this.#settings.title, layer ? layerTitle(layer) : image?.id].filter((part) => part).join(' – ');
  }

  /** The chosen one stays a choice where the other conditions leave no product of it. */
  readonly #platforms = memoizeLast(
    (counted: readonly ValueCount[] = [], chosen: string | undefined): readonly ValueCount[] =>
      chosen === undefined || counted.some(({ value }) => value === chosen)
        ? counted
        : [...counted, { value: chosen, count: 0 }],
  );

  #emptyReason() {
    const model = this.#model;
    const { inView, drawn, filter, time } = model.state;
    const { status, products } = model.searches.overview.state;
    const isFiltered = countConditions(filter) > 0;
    return explainEmpty(
      {
        collectionIsEmpty: status === 'ready' && products.length === 0 && !isFiltered,
        inView: inView || drawn !== undefined,
        time,
        isFiltered,
      },
      {
        zoomToAll: () => emit(this, 'zoom-to-all'),
        searchEverywhere: () => model.update({ inView: false, drawn: undefined }),
        dropFilter: () => model.update({ filter: NO_CHOICE }),
        showAllTimes: () => model.update({ time: undefined }),
        checkAgain: () => model.searches.again(),
      },
    );
  }

  readonly #readUrl = (): void => {
    this.#model.readUrl();
    const { center, zoom } = parseUrlState(location.hash);
    if (center && zoom !== undefined) this.renderRoot.querySelector<PvsMap>('pvs-map')?.moveTo(center, zoom);
  };
}
