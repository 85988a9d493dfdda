import Feature from 'ol/Feature.js';
import Polygon from 'ol/geom/Polygon.js';
import Draw, { createBox } from 'ol/interaction/Draw.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import { normaliseBox } from '../search/geo-box.ts';
import type { Position, SearchArea } from '../search/search-area.ts';
import type { MapPalette } from './palette.ts';

type Finished = (area: SearchArea | undefined) => void;

/** The area to search in: drawing it, and showing it. */
export class AreaDrawing {
  readonly #map: OlMap;
  readonly #crs: string;
  readonly #source = new VectorSource();
  readonly #layer = new VectorLayer({ source: this.#source, zIndex: 99 });
  #draw: Draw | undefined;
  #finished: Finished = () => undefined;
  #shown: SearchArea | undefined;

  constructor(map: OlMap, crs: string) {
    this.#map = map;
    this.#crs = crs;
    map.addLayer(this.#layer);
    map.getTargetElement()?.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#end(undefined);
    });
  }

  get isActive(): boolean {
    return this.#draw !== undefined;
  }

  /** Draws one area, then tells of it; of none where it was given up. Undefined gives up what is under way. */
  start(kind: SearchArea['kind'] | undefined, finished: Finished): void {
    this.#end(undefined);
    if (!kind) return;
    this.#finished = finished;
    const draw = new Draw(
      kind === 'box' ? { type: 'Circle', geometryFunction: createBox() } : { type: 'Polygon' },
    );
    draw.on('drawend', ({ feature }) => {
      const ring = (feature.getGeometry() as Polygon).clone().transform(this.#crs, 'EPSG:4326');
      // After the click that ended it, which would else choose a product.
      setTimeout(() => this.#end(areaOf(kind, (ring as Polygon).getCoordinates()[0] ?? [])));
    });
    this.#draw = draw;
    this.#map.addInteraction(draw);
  }

  show(area: SearchArea | undefined, palette: MapPalette): void {
    this.#layer.setStyle(
      new Style({ stroke: new Stroke({ color: palette.hovered, width: 2, lineDash: [6, 5] }) }),
    );
    if (area === this.#shown) return;
    this.#shown = area;
    this.#source.clear(true);
    if (area)
      this.#source.addFeature(new Feature(new Polygon([outlineOf(area)]).transform('EPSG:4326', this.#crs)));
  }

  #end(area: SearchArea | undefined): void {
    if (!this.#draw) return;
    this.#map.removeInteraction(this.#draw);
    this.#draw = undefined;
    this.#finished(area);
  }
}

/** A polygon that crosses the antimeridian is searched by its box; one around the world is none. */
function areaOf(kind: SearchArea['kind'], ring: readonly number[][]): SearchArea | undefined {
  const lons = ring.map(([lon = 0]) => lon);
  const lats = ring.map(([, lat = 0]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const box = normaliseBox({ west, east, south: Math.min(...lats), north: Math.max(...lats) });
  if (!box) return undefined;
  if (kind === 'box' || box.west > box.east) return { kind: 'box', box };
  const shift = box.west - west;
  // The first position comes again at the end of a drawn ring.
  const positions = ring.slice(0, -1).map(([lon = 0, lat = 0]): Position => [lon + shift, lat]);
  return { kind: 'polygon', ring: positions };
}

function outlineOf(area: SearchArea): number[][] {
  if (area.kind === 'polygon') return [...area.ring, ...area.ring.slice(0, 1)].map((at) => [...at]);
  const { west, south, east, north } = area.box;
  const to = west > east ? east + 360 : east;
  return [[west, south], [to, south], [to, north], [west, north], [west, south]]; // prettier-ignore
}
