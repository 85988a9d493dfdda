import type Graticule from 'ol/layer/Graticule.js';
import type OlMap from 'ol/Map.js';
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj.js';
import { normaliseBox } from '../search/geo-box.ts';
import type { GeoBox } from '../search/geo-box.ts';
import type { SearchArea } from '../search/search-area.ts';
import type { Product } from '../search/product.ts';
import type { MapView } from '../elements/page-events.ts';
import { createGraticule, createLandLayers, styleLand } from './base-layers.ts';
import { createMap } from './create-map.ts';
import type { MapStart } from './create-map.ts';
import { AreaDrawing } from './area-drawing.ts';
import { FootprintLayer } from './footprint-layer.ts';
import { ImageLayers } from './image-layers.ts';
import type { ImageLayer, TileRange } from './image-layers.ts';
import { palettes } from './palette.ts';
import type { ColourScheme } from './palette.ts';
import { watchPointer } from './watch-pointer.ts';

/** What the map should look like. */
export interface SceneContent {
  readonly images: readonly ImageLayer[];
  readonly products: readonly Product[];
  readonly hovered: string | undefined;
  readonly selected: string | undefined;
  readonly scheme: ColourScheme;
  readonly graticule: boolean;
  readonly footprints: boolean;
  /** What was drawn to search in. */
  readonly area: SearchArea | undefined;
}

export interface SceneListener {
  readonly onView: (view: MapView) => void;
  readonly onHover: (identifier: string | undefined) => void;
  readonly onPick: (identifier: string | undefined) => void;
  readonly onBusy: (busy: boolean) => void;
  readonly onTileFailure: () => void;
}

export interface ZoomOptions {
  /** Whether the search should follow, as when the person moves the map. */
  readonly byUser: boolean;
  /** No closer than this, however small the box. */
  readonly maxZoom: number;
}

/** The OpenLayers map and its layers behind `pvs-map`. */
export class MapScene {
  readonly images: ImageLayers;
  readonly drawing: AreaDrawing;
  readonly #map: OlMap;
  readonly #land = createLandLayers();
  readonly #footprints = new FootprintLayer({
    hovered: undefined,
    selected: undefined,
    palette: palettes.light,
  });
  #graticule: Graticule | undefined;
  #scheme: ColourScheme | undefined;
  #movedByPage = false;

  constructor(target: HTMLElement, start: MapStart, range: TileRange, listener: SceneListener) {
    this.#map = createMap(target, start);
    for (const layer of [...this.#land, this.#footprints.layer]) this.#map.addLayer(layer);
    this.images = new ImageLayers(this.#map, range, listener.onTileFailure);
    this.#map.on('loadstart', () => listener.onBusy(true));
    this.#map.on('loadend', () => listener.onBusy(false));
    this.#map.on('moveend', () => {
      listener.onView({ ...this.#look(), byUser: !this.#movedByPage });
      this.#movedByPage = false;
    });
    // A move of the page that had nothing to move ends with no event, and must not hide the person's next one.
    for (const type of ['pointerdown', 'wheel', 'keydown']) {
      target.addEventListener(type, () => (this.#movedByPage = false), { capture: true, passive: true });
    }
    this.drawing = new AreaDrawing(this.#map);
    watchPointer(this.#map, this.#footprints.layer, {
      onHover: listener.onHover,
      // A click that draws must not choose a product.
      onPick: (identifier) => this.drawing.isActive || listener.onPick(identifier),
    });
  }

  show(content: SceneContent): void {
    const palette = palettes[content.scheme];
    if (content.scheme !== this.#scheme) {
      this.#scheme = content.scheme;
      for (const layer of this.#land) styleLand(layer, palette);
      if (this.#graticule) this.#map.removeLayer(this.#graticule);
      this.#map.addLayer((this.#graticule = createGraticule(palette)));
    }
    this.#graticule?.setVisible(content.graticule);
    this.#footprints.layer.setVisible(content.footprints);
    this.#footprints.show(content.products);
    this.#footprints.emphasise({ hovered: content.hovered, selected: content.selected, palette });
    this.drawing.show(content.area, palette);
    this.images.show(content.images);
  }

  zoomToBox({ west, south, east, north }: GeoBox, { byUser, maxZoom }: ZoomOptions): void {
    const degrees = [west, Math.max(south, -85), west > east ? east + 360 : east, Math.min(north, 85)];
    this.#movedByPage = !byUser;
    this.#map.getView().fit(transformExtent(degrees, 'EPSG:4326', 'EPSG:3857'), {
      padding: [48, 48, 48, 48],
      maxZoom,
      duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350,
    });
  }

  moveTo(center: readonly [number, number], zoom: number): void {
    const view = this.#map.getView();
    view.setCenter(fromLonLat([...center]));
    view.setZoom(zoom);
  }

  dispose(): void {
    this.#map.setTarget();
  }

  #look(): Omit<MapView, 'byUser'> {
    const view = this.#map.getView();
    const [lon = 0, lat = 0] = toLonLat(view.getCenter() ?? [0, 0]);
    const extent = view.calculateExtent(this.#map.getSize());
    const [west = 0, south = 0, east = 0, north = 0] = transformExtent(extent, 'EPSG:3857', 'EPSG:4326');
    return { center: [lon, lat], zoom: view.getZoom() ?? 0, box: normaliseBox({ west, south, east, north }) };
  }
}
