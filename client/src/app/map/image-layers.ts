import type Map from 'ol/Map.js';
import TileLayer from 'ol/layer/Tile.js';
import type RenderEvent from 'ol/render/Event.js';
import type { TimeInterval } from '../time/time-interval.ts';
import { fetchTile, loadTile } from '../access/fetch-tile.ts';
import { session } from '../access/session.ts';
import { aimSource, createImageSource } from './image-source.ts';
import type { ImageSource } from './image-source.ts';
import type { ProjectionName } from './map-projection.ts';

/** A tile layer as the map should show it. */
export interface ImageLayer {
  readonly id: string;
  readonly time: TimeInterval | undefined;
  /** From 0 to 1. */
  readonly opacity: number;
  /** Set while two pictures are compared: on which side of the divider it shows. */
  readonly side?: 'left' | 'right';
}

export interface TileRange {
  readonly minZoom: number;
  readonly maxZoom: number;
}

/** The map's tile layers, first at the bottom. Those that stay keep their tiles. */
export class ImageLayers {
  readonly #map: Map;
  readonly #range: TileRange;
  readonly #projection: ProjectionName;
  readonly #onFailure: () => void;
  readonly #layers: globalThis.Map<string, TileLayer<ImageSource>> = new globalThis.Map();
  readonly #sides: globalThis.Map<string, ImageLayer['side']> = new globalThis.Map();
  #divider = 0.5;

  constructor(map: Map, projection: ProjectionName, range: TileRange, onFailure: () => void) {
    this.#map = map;
    this.#projection = projection;
    this.#range = range;
    this.#onFailure = onFailure;
  }

  /** @param divider where the sides of a comparison meet: 0 at the map's left edge, 1 at its right one */
  show(images: readonly ImageLayer[], divider: number): void {
    const wanted = new Set(images.map(keyOf));
    for (const [key, layer] of this.#layers) {
      if (wanted.has(key)) continue;
      this.#map.removeLayer(layer);
      this.#layers.delete(key);
    }
    for (const [index, image] of images.entries()) {
      const key = keyOf(image);
      this.#sides.set(key, image.side);
      const layer = this.#layers.get(key) ?? this.#add(key);
      layer.setZIndex(10 + index);
      layer.setOpacity(image.opacity);
      const source = layer.getSource();
      if (source) aimSource(source, image);
    }
    if (divider !== this.#divider) this.#map.render();
    this.#divider = divider;
  }

  /** Asks for all tiles again, e.g. after failures. */
  reload(): void {
    for (const layer of this.#layers.values()) layer.getSource()?.refresh();
  }

  #add(key: string): TileLayer<ImageSource> {
    const source = createImageSource(this.#projection, this.#range);
    source.on('tileloaderror', this.#onFailure);
    source.setTileLoadFunction(session.isSignedIn ? fetchTile : loadTile);
    const layer = new TileLayer<ImageSource>({
      source,
      // One zoom below the coarsest tiles still looks fine; further out it would ask for all of them.
      minZoom: this.#range.minZoom === 0 ? -1 : this.#range.minZoom - 1,
      properties: { name: key },
    });
    layer.on('prerender', (event) => this.#clip(event, key));
    layer.on('postrender', ({ context }) => (context as CanvasRenderingContext2D).restore());
    this.#layers.set(key, layer);
    this.#map.addLayer(layer);
    return layer;
  }

  /** Leaves of the canvas what lies on the layer's side of the divider. */
  #clip(event: RenderEvent, key: string): void {
    const context = event.context as CanvasRenderingContext2D;
    context.save();
    const side = this.#sides.get(key);
    if (!side) return;
    const { width, height } = context.canvas;
    const at = width * this.#divider;
    context.beginPath();
    context.rect(side === 'left' ? 0 : at, 0, side === 'left' ? at : width - at, height);
    context.clip();
  }
}

/** The same layer at another time may lie on the other side. */
const keyOf = ({ id, side }: ImageLayer) => (side === 'right' ? `${id} right` : id);
