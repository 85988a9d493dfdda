import { Attribution, MousePosition, ScaleLine, Zoom } from 'ol/control.js';
import OlMap from 'ol/Map.js';
import { fromLonLat } from 'ol/proj.js';
import View from 'ol/View.js';
import { texts } from '../texts/texts.ts';
import { isPolar, mapProjections } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';
import { formatPlace } from './parse-place.ts';

export interface MapStart {
  readonly center: readonly [lon: number, lat: number];
  readonly zoom: number;
  /** The finest zoom of the tiles; the map goes two further. */
  readonly maxZoom: number;
}

/** A map without layers, with zoom buttons, scale, pointer position and attribution. */
export function createMap(target: HTMLElement, start: MapStart, projection: ProjectionName): OlMap {
  return new OlMap({
    target,
    controls: [
      new Zoom({ zoomInTipLabel: texts.zoomIn, zoomOutTipLabel: texts.zoomOut }),
      new ScaleLine({ minWidth: 72 }),
      new MousePosition({ projection: 'EPSG:4326', coordinateFormat: formatPosition, placeholder: '' }),
      new Attribution({ collapsible: false }),
    ],
    view: createView(start, projection),
  });
}

function createView({ center, zoom, maxZoom }: MapStart, name: ProjectionName): View {
  const { crs } = mapProjections[name];
  return new View({
    projection: crs,
    center: fromLonLat([...center], crs),
    zoom,
    minZoom: 1,
    maxZoom: Math.min(maxZoom + 2, 24),
    // So that zooms of all projections are about of one scale: 0 is the world's girth in 256 pixels.
    maxResolution: name === 'geographic' ? 360 / 256 : 40_075_016.7 / 256,
    multiWorld: !isPolar(name),
    constrainOnlyCenter: true,
    enableRotation: false,
  });
}

const formatPosition = ([lon, lat]: number[] = []): string =>
  lon === undefined || lat === undefined ? '' : formatPlace([lon, lat]);
