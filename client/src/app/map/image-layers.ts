import type Map from 'ol/Map.js';
import TileLayer from 'ol/layer/Tile.js';
import XYZ from 'ol/source/XYZ.js';
import type { TimeInterval } from '../time/time-interval.ts';
import { tileUrlTemplate } from './tile-url.ts';

/** A tile layer as the map should show it. */
export interface ImageLayer {
  readonly id: string;
  readonly time: TimeInterval | undefined;
  /** From 0 to 1. */
  readonly opacity: number;
}

export interface TileRange {
  readonly minZoom: number;
  readonly maxZoom: number;
}

/** The map's tile layers, first at the bottom. Those that stay keep their tiles. */
export class ImageLayers {
  readonly #map: Map;
  readonly #range: TileRange;
  readonly #onFailure: () => void;
  readonly #layers: globalThis.Map<string, TileLayer<XYZ>> = new globalThis.Map();

  constructor(map: Map, range: TileRange, onFailure: () => void) {
    this.#map = map;
    this.#range = range;
    this.#onFailure = onFailure;
  }

  show(images: readonly ImageLayer[]): void {
    const wanted = new Set(images.map((image) => image.id));
    for (const [id, layer] of this.#layers) {
      if (wanted.has(id)) continue;
      this.#map.removeLayer(layer);
      this.#layers.delete(id);
    }
    for (const [index, image] of images.entries()) {
      const layer = this.#layers.get(image.id) ?? this.#add(image.id);
      layer.setZIndex(10 + index);
      layer.setOpacity(image.opacity);
      const url = tileUrlTemplate(image.id, image.time);
      const source = layer.getSource();
      if (source?.getUrls()?.[0] !== url) source?.setUrl(url);
    }
  }

  /** Asks for all tiles again, e.g. after failures. */
  reload(): void {
    for (const layer of this.#layers.values()) layer.getSource()?.refresh();
  }

  #add(id: string): TileLayer<XYZ> {
    const source = new XYZ({ ...this.#range, transition: 200 });
    source.on('tileloaderror', this.#onFailure);
    const layer = new TileLayer({
      source,
      // One zoom below the coarsest tiles still looks fine; further out it would ask for all of them.
      minZoom: this.#range.minZoom === 0 ? -1 : this.#range.minZoom - 1,
      properties: { name: id },
    });
    this.#layers.set(id, layer);
    this.#map.addLayer(layer);
    return layer;
  }
}
