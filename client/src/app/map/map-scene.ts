import type Graticule from 'ol/layer/Graticule.js';
import type OlMap from 'ol/Map.js';
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj.js';
import type { GeoBox } from '../search/geo-box.ts';
import type { Position, SearchArea } from '../search/search-area.ts';
import type { Product } from '../search/product.ts';
import type { MapView } from '../elements/page-events.ts';
import { createGraticule, createLandLayers, styleLand } from './base-layers.ts';
import { createMap } from './create-map.ts';
import type { MapStart } from './create-map.ts';
import { AreaDrawing } from './area-drawing.ts';
import { FootprintLayer } from './footprint-layer.ts';
import { ImageLayers } from './image-layers.ts';
import type { ImageLayer, TileRange } from './image-layers.ts';
import { isPolar, mapProjections } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';
import { palettes } from './palette.ts';
import type { ColourScheme } from './palette.ts';
import { viewBox } from './view-box.ts';
import { watchPointer } from './watch-pointer.ts';

/** What the map should look like. */
export interface SceneContent {
  readonly images: readonly ImageLayer[];
  /** Where the sides of a comparison meet, from 0 (left) to 1. */
  readonly divider: number;
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
  /** The pointer rests at a place, or has left the map. */
  readonly onPlace: (place: Position | undefined) => void;
  readonly onBusy: (busy: boolean) => void;
  readonly onTileFailure: () => void;
}

export interface ZoomOptions {
  /** Whether the search should follow, as when the person moves the map. */
  readonly byUser: boolean;
  /** No closer than this, however small the box. */
  readonly maxZoom: number;
}

/** What a scene is made for; another projection is another scene. */
export interface SceneStart {
  readonly start: MapStart;
  readonly range: TileRange;
  readonly projection: ProjectionName;
}

/** The OpenLayers map and its layers behind `pvs-map`. */
export class MapScene {
  readonly map: OlMap;
  readonly images: ImageLayers;
  readonly drawing: AreaDrawing;
  readonly #projection: ProjectionName;
  readonly #crs: string;
  readonly #land;
  readonly #footprints: FootprintLayer;
  #graticule: Graticule | undefined;
  #scheme: ColourScheme | undefined;
  #movedByPage = false;

  constructor(target: HTMLElement, { start, range, projection }: SceneStart, listener: SceneListener) {
    this.#projection = projection;
    this.#crs = mapProjections[projection].crs;
    this.map = createMap(target, start, projection);
    this.#land = createLandLayers(projection);
    const palette = palettes.light;
    this.#footprints = new FootprintLayer({ hovered: undefined, selected: undefined, palette }, this.#crs);
    for (const layer of [...this.#land, this.#footprints.layer]) this.map.addLayer(layer);
    this.images = new ImageLayers(this.map, projection, range, listener.onTileFailure);
    this.drawing = new AreaDrawing(this.map, this.#crs);
    this.#listen(target, listener);
  }

  #listen(target: HTMLElement, { onBusy, onView, onHover, onPick, onPlace }: SceneListener): void {
    this.map.on('loadstart', () => onBusy(true));
    this.map.on('loadend', () => onBusy(false));
    this.map.on('moveend', () => {
      onView({ ...this.#look(), byUser: !this.#movedByPage });
      this.#movedByPage = false;
    });
    // A move of the page that had nothing to move ends with no event, and must not hide the person's next one.
    for (const type of ['pointerdown', 'wheel', 'keydown']) {
      target.addEventListener(type, () => (this.#movedByPage = false), { capture: true, passive: true });
    }
    watchPointer(this.map, this.#footprints.layer, {
      onHover,
      onPlace: (at) => onPlace(at && (toLonLat([...at], this.#crs) as [number, number])),
      // A click that draws must not choose a product.
      onPick: (identifier) => this.drawing.isActive || onPick(identifier),
    });
  }

  show(content: SceneContent): void {
    const palette = palettes[content.scheme];
    if (content.scheme !== this.#scheme) {
      this.#scheme = content.scheme;
      for (const layer of this.#land) styleLand(layer, palette);
      if (this.#graticule) this.map.removeLayer(this.#graticule);
      this.map.addLayer((this.#graticule = createGraticule(palette, this.#projection)));
    }
    this.#graticule?.setVisible(content.graticule);
    this.#footprints.layer.setVisible(content.footprints);
    this.#footprints.show(content.products);
    this.#footprints.emphasise({ hovered: content.hovered, selected: content.selected, palette });
    this.drawing.show(content.area, palette);
    this.images.show(content.images, content.divider);
  }

  zoomToBox({ west, south, east, north }: GeoBox, { byUser, maxZoom }: ZoomOptions): void {
    const flat = !isPolar(this.#projection);
    const [least, most] = flat ? [-85, 85] : [-90, 90];
    const degrees = [west, Math.max(south, least), west > east ? east + 360 : east, Math.min(north, most)];
    this.#movedByPage = !byUser;
    this.map.getView().fit(transformExtent(degrees, 'EPSG:4326', this.#crs, flat ? 0 : 16), {
      padding: [48, 48, 48, 48],
      maxZoom,
      duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350,
    });
  }

  moveTo(center: readonly [number, number], zoom: number): void {
    const view = this.map.getView();
    view.setCenter(fromLonLat([...center], this.#crs));
    view.setZoom(zoom);
  }

  dispose(): void {
    this.map.setTarget();
    this.map.dispose();
  }

  #look(): Omit<MapView, 'byUser'> {
    const view = this.map.getView();
    const lonLat = (at: number[]) => toLonLat(at, this.#crs);
    const [lon = 0, lat = 0] = lonLat(view.getCenter() ?? [0, 0]);
    const flat = (at: number[]) => transformExtent([...at, ...at], this.#crs, 'EPSG:4326').slice(0, 2);
    const polar = isPolar(this.#projection);
    const box = viewBox(view.calculateExtent(this.map.getSize()), polar ? lonLat : flat, polar);
    return { center: [lon, lat], zoom: view.getZoom() ?? 0, box };
  }
}
