import { Attribution, MousePosition, ScaleLine, Zoom } from 'ol/control.js';
import OlMap from 'ol/Map.js';
import { fromLonLat } from 'ol/proj.js';
import View from 'ol/View.js';
import { texts } from '../texts/texts.ts';

export interface MapStart {
  readonly center: readonly [lon: number, lat: number];
  readonly zoom: number;
  /** The finest zoom of the tiles; the map goes two further. */
  readonly maxZoom: number;
}

/** A Web Mercator map without layers, with zoom buttons, scale, pointer position and attribution. */
export function createMap(target: HTMLElement, start: MapStart): OlMap {
  return new OlMap({
    target,
    controls: [
      new Zoom({ zoomInTipLabel: texts.zoomIn, zoomOutTipLabel: texts.zoomOut }),
      new ScaleLine({ minWidth: 72 }),
      new MousePosition({ projection: 'EPSG:4326', coordinateFormat: formatPosition, placeholder: '' }),
      new Attribution({ collapsible: false }),
    ],
    view: new View({
      center: fromLonLat([...start.center]),
      zoom: start.zoom,
      minZoom: 1,
      maxZoom: Math.min(start.maxZoom + 2, 24),
      multiWorld: true,
      enableRotation: false,
    }),
  });
}

/** `48.2082° N, 16.3738° E`. */
function formatPosition(coordinate: number[] | undefined): string {
  const [lon, lat] = coordinate ?? [];
  if (lon === undefined || lat === undefined) return '';
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  return `${degrees(lat, 'N', 'S')}, ${degrees(wrapped, 'E', 'W')}`;
}

const degrees = (value: number, positive: string, negative: string) =>
  `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
