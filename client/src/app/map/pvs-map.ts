import { html, LitElement, nothing, unsafeCSS } from 'lit';
import type { PropertyValues } from 'lit';
import olStyles from 'ol/ol.css?inline';
import { texts } from '../texts/texts.ts';
import { controlStyles } from '../elements/control-styles.ts';
import { emit } from '../elements/emit.ts';
import { saveFile } from '../elements/save-file.ts';
import type { GeoBox } from '../search/geo-box.ts';
import type { Product } from '../search/product.ts';
import type { Position, SearchArea } from '../search/search-area.ts';
import type { Comparison } from '../state/compare-state.ts';
import type { MapStart } from './create-map.ts';
import type { ImageLayer, TileRange } from './image-layers.ts';
import { drawPicture } from './draw-picture.ts';
import { mapNotes } from './map-notes.ts';
import { isPolar } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';
import type { MapScene, SceneListener, ZoomOptions } from './map-scene.ts';
import { northAngle } from './north-angle.ts';
import { northArrow } from './north-arrow.ts';
import { palettes } from './palette.ts';
import type { ColourScheme } from './palette.ts';
import { SuccessiveScenes } from './successive-scenes.ts';
import { NetworkWatch } from './watch-network.ts';
import type { NetworkState } from './watch-network.ts';
import { mapStyles } from './map-styles.ts';

/** The map: ground, images, footprints, controls, and notes on what it is doing. */
export class PvsMap extends LitElement {
  static override readonly styles = [unsafeCSS(olStyles), controlStyles, mapStyles];
  static override readonly properties = {
    start: { attribute: false },
    tileRange: { attribute: false },
    images: { attribute: false },
    products: { attribute: false },
    hovered: {},
    selected: {},
    scheme: {},
    graticule: { type: Boolean },
    footprints: { type: Boolean },
    area: { attribute: false },
    projection: {},
    compare: { attribute: false },
    drawing: { state: true },
    busy: { state: true },
    network: { state: true },
    tilesFailed: { state: true },
    zoom: { state: true },
    north: { state: true },
  };

  /** Where the map looks first; later changes are ignored, see {@link moveTo}. */
  declare start: MapStart;
  declare tileRange: TileRange;
  /** Bottom to top. */
  declare images: readonly ImageLayer[];
  /** Those whose footprints are drawn. */
  declare products: readonly Product[];
  declare hovered: string | undefined;
  declare selected: string | undefined;
  declare scheme: ColourScheme;
  declare graticule: boolean;
  declare footprints: boolean;
  /** What was drawn to search in. */
  declare area: SearchArea | undefined;
  declare projection: ProjectionName;
  /** What the right side shows, and where it begins; undefined: there is one side. */
  declare compare: Comparison | undefined;
  declare private drawing: SearchArea['kind'] | undefined;
  declare private busy: boolean;
  declare private network: NetworkState;
  declare private tilesFailed: boolean;
  declare private zoom: number;
  /** See {@link northAngle}: in the middle of the map. */
  declare private north: number | undefined;
  #scenes: SuccessiveScenes | undefined;
  #watch: NetworkWatch | undefined;

  constructor() {
    super();
    this.images = [];
    this.products = [];
    this.scheme = 'light';
    this.graticule = true;
    this.footprints = true;
    this.projection = 'mercator';
    this.busy = false;
    this.network = 'fine';
    this.tilesFailed = false;
    this.zoom = 0;
  }

  /** Moves the map so that the box fills it. */
  zoomToBox(box: GeoBox, options: ZoomOptions): void {
    this.#scene?.zoomToBox(box, options);
  }

  moveTo(center: readonly [number, number], zoom: number): void {
    this.#scene?.moveTo(center, zoom);
  }

  /** Moves the map to a place, near enough to see something there. */
  goTo(place: Position): void {
    this.#scene?.moveTo(place, Math.max(this.zoom, 9));
    this.renderRoot.querySelector<HTMLElement>('#map')?.focus();
  }

  /** Has the browser save what is on the map as a PNG. */
  async savePicture(title: string, subtitle: string): Promise<void> {
    if (!this.#scene) return;
    const caption = { title, subtitle, attribution: texts.attribution, north: this.north };
    const picture = await drawPicture(this.#scene.map, palettes[this.scheme].sea, caption);
    saveFile(picture, `${title.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.png`);
  }

  /** Lets the person draw an area, of which `area-change` tells; undefined gives it up. */
  draw(kind: SearchArea['kind'] | undefined): void {
    this.drawing = kind;
    this.#scene?.drawing.start(kind, (area) => {
      this.drawing = undefined;
      if (area) emit(this, 'area-change', { area });
    });
    if (kind) this.renderRoot.querySelector<HTMLElement>('#map')?.focus();
  }

  /** Loads the images again, where new products may have come. */
  reload(): void {
    this.tilesFailed = false;
    this.#scene?.images.reload();
  }

  override firstUpdated(): void {
    this.#watch = new NetworkWatch(
      (state) => (this.network = state),
      () => emit(this, 'search-again'),
    );
    const target = this.renderRoot.querySelector<HTMLElement>('#map')!;
    this.#scenes = new SuccessiveScenes(target, this.start, this.#listener);
    void this.#open();
  }

  get #scene(): MapScene | undefined {
    return this.#scenes?.scene;
  }

  async #open(): Promise<void> {
    const { start, tileRange: range, projection } = this;
    if (await this.#scenes?.open({ start, range, projection })) this.#show();
  }

  get #listener(): SceneListener {
    return {
      onView: (view) => {
        this.zoom = view.zoom;
        this.north = northAngle(view.center, this.projection);
        emit(this, 'view-change', view);
      },
      onPlace: (place) => emit(this, 'place-point', { place }),
      onHover: (identifier) => emit(this, 'product-hover', { identifier }),
      onPick: (identifier) => emit(this, 'product-select', { identifier, zoomTo: false }),
      onBusy: (busy) => {
        this.busy = busy;
        this.#watch?.busy(busy);
      },
      onTileFailure: () => (this.tilesFailed = true),
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scenes?.dispose();
    this.#watch?.dispose();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('images')) this.tilesFailed = false;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('projection') && changed.get('projection') !== undefined) void this.#open();
    else this.#show();
  }

  #show(): void {
    const { images, products, hovered, selected, scheme, graticule, footprints, area } = this;
    const divider = this.compare?.divider ?? 0.5;
    this.#scene?.show({ images, divider, products, hovered, selected, scheme, graticule, footprints, area });
  }

  override render() {
    const { drawing, network, tilesFailed } = this;
    const isTooFar = this.images.length > 0 && this.zoom < this.tileRange.minZoom - 1;
    const doing = { drawing, network, isTooFar, tilesFailed, retry: () => this.reload() };
    return html`
      <div id="map" tabindex="0" role="application" aria-label=${texts.mapHelp}></div>
      ${isPolar(this.projection) && this.north !== undefined ? northArrow(this.north) : nothing}
      <div class="progress" ?hidden=${!this.busy}></div>
      ${this.compare ? html`<pvs-divider .compare=${this.compare}></pvs-divider>` : nothing}
      <div class="notes" role="status">
        ${mapNotes(doing)}
        <slot></slot>
      </div>
    `;
  }
}
