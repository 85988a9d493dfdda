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
import { landPolygons, landRing } from './land-rings.ts';
import type { LandPolygon, LandTopology } from './land-rings.ts';
import { isPolar } from './map-projection.ts';
import type { ProjectionName } from './map-projection.ts';
import type { MapPalette } from './palette.ts';
import { unwrapRing } from './unwrap-ring.ts';
import type { FlatRing } from './unwrap-ring.ts';

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
  // What the map is about goes before its ground.
  const response = await fetch(url, { priority: 'low' });
  const topology = (await response.json()) as LandTopology;
  const ringsOf = (polygon: LandPolygon) => polygon.map((arcs) => landRing(topology, arcs));
  const polygons = landPolygons(topology);
  return inSlices(polygons, (polygon) =>
    isPolar(name) ? polarLand(ringsOf(polygon), name, projection) : flatLand(ringsOf(polygon), projection),
  );
}

/** What lies around the pole, to a parallel on the other half of the Earth; rings around the pole need no cut. */
function polarLand(rings: readonly FlatRing[], name: ProjectionName, projection: Projection): Feature[] {
  // Continents reach over the equator: what lies beyond is laid onto the parallel, far outside of the view.
  const [side, farthest] = name === 'arctic' ? [1, -20] : [-1, 20];
  const isSeen = (ring: FlatRing) => ring.some((lat, at) => at % 2 === 1 && lat * side > farthest * side);
  if (!rings[0] || !isSeen(rings[0])) return [];
  const near = (ring: FlatRing) =>
    ring.map((degrees, at) => (at % 2 === 1 ? side * Math.max(degrees * side, farthest * side) : degrees));
  return [landFeature(rings.filter(isSeen).map(near), projection)];
}

function flatLand(rings: readonly FlatRing[], projection: Projection): Feature[] {
  const flat = rings.map(unwrapRing);
  const crosses = flat.some((ring) => ring.some((lon, at) => at % 2 === 0 && lon > 180));
  return (crosses ? [0, -360] : [0]).map((shift) =>
    landFeature(
      flat.map((ring) =>
        ring.map((degrees, at) => (at % 2 === 0 ? degrees + shift : Math.max(degrees, -85.06))),
      ),
      projection,
    ),
  );
}

function landFeature(rings: readonly FlatRing[], projection: Projection): Feature {
  let end = 0;
  const ends = rings.map((ring) => (end += ring.length));
  return new Feature(new Polygon(rings.flat(), 'XY', ends).transform('EPSG:4326', projection));
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
