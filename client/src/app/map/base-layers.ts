import Feature from 'ol/Feature.js';
import Polygon from 'ol/geom/Polygon.js';
import Graticule from 'ol/layer/Graticule.js';
import VectorLayer from 'ol/layer/Vector.js';
import type Projection from 'ol/proj/Projection.js';
import VectorSource from 'ol/source/Vector.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import type { Options as TextOptions } from 'ol/style/Text.js';
import coarseLandUrl from 'world-atlas/land-110m.json?url';
import mediumLandUrl from 'world-atlas/land-50m.json?url';
import fineLandUrl from 'world-atlas/land-10m.json?url';
import { texts } from '../texts/texts.ts';
import { inSlices } from './in-slices.ts';
import type { LandShapes } from './land-shapes.ts';
import type { LandRequest } from './land-worker.ts';
import { isPolar } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';
import type { MapPalette } from './palette.ts';

/** Natural Earth's land, each detail loaded when a zoom first needs it: 21, 170 and 770 kB compressed. */
const landDetails = [
  { url: coarseLandUrl, minZoom: -1, maxZoom: 3 },
  { url: mediumLandUrl, minZoom: 3, maxZoom: 6.5 },
  { url: fineLandUrl, minZoom: 6.5, maxZoom: 99 },
];

/** The map's own ground, in `zIndex` order below everything else; coloured by {@link styleLand}. */
export function createLandLayers(projection: ProjectionName): VectorLayer[] {
  return landDetails.map(
    ({ url, minZoom, maxZoom }) =>
      new VectorLayer({
        source: landSource(url, projection),
        minZoom,
        maxZoom,
        zIndex: 0,
        properties: { name: 'land' },
      }),
  );
}

export function styleLand(layer: VectorLayer, palette: MapPalette): void {
  layer.setBackground(palette.sea);
  layer.setStyle(
    new Style({
      fill: new Fill({ color: palette.land }),
      stroke: new Stroke({ color: palette.coast, width: 0.75 }),
    }),
  );
}

function landSource(url: string, name: ProjectionName): VectorSource {
  const source: VectorSource = new VectorSource({
    attributions: texts.attribution,
    loader: (extent, _resolution, projection) =>
      fetchLand(url, name, projection).catch((error: unknown) => {
        // So that it is asked for again when the map next moves.
        source.removeLoadedExtent(extent);
        throw error;
      }),
  });
  return source;
}

async function fetchLand(url: string, name: ProjectionName, projection: Projection): Promise<Feature[]> {
  const pole = isPolar(name) ? (name === 'arctic' ? 1 : -1) : undefined;
  const { coordinates, ends } = await readLand({ url: new URL(url, document.baseURI).href, pole });
  let begin = 0;
  return inSlices(ends, (rings) => {
    const polygon = coordinates.subarray(begin, (begin += rings.at(-1) ?? 0));
    return [new Feature(new Polygon([...polygon], 'XY', [...rings]).transform('EPSG:4326', projection))];
  });
}

function readLand(request: LandRequest): Promise<LandShapes> {
  const worker = new Worker(new URL('./land-worker.ts', import.meta.url), { type: 'module' });
  const shapes = new Promise<LandShapes>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<LandShapes>) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  worker.postMessage(request);
  return shapes.finally(() => worker.terminate());
}

/** Meridians and parallels with labels, below the images. */
export function createGraticule(palette: MapPalette, projection: ProjectionName): Graticule {
  const label = (place: TextOptions) =>
    new Text({
      ...place,
      font: '11px "Inter Variable", sans-serif',
      fill: new Fill({ color: palette.label }),
      stroke: new Stroke({ color: palette.sea, width: 2 }),
    });
  return new Graticule({
    strokeStyle: new Stroke({ color: palette.graticule, width: 1 }),
    // Labels at the map's edges mean little where meridians meet within it.
    showLabels: !isPolar(projection),
    lonLabelStyle: label({ textBaseline: 'top', offsetY: 4 }),
    lonLabelPosition: 1,
    latLabelStyle: label({ textAlign: 'right', offsetX: -6 }),
    latLabelPosition: 1,
    wrapX: !isPolar(projection),
    zIndex: 1,
    maxLines: 60,
    properties: { name: 'graticule' },
  });
}
