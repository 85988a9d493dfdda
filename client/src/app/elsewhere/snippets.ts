import type { TileLayer } from './tile-layer.ts';

const literal = (text: string) => JSON.stringify(text);

/** Code that shows the tiles, by the library it is for. */
export const snippets: Readonly<Record<string, (layer: TileLayer) => string>> = {
  OpenLayers: ({ url, maxZoom }) => `import TileLayer from 'ol/layer/Tile.js';
import XYZ from 'ol/source/XYZ.js';

map.addLayer(new TileLayer({ source: new XYZ({ url: ${literal(url)}, maxZoom: ${maxZoom} }) }));`,
  Leaflet: ({ url, maxZoom }) => `L.tileLayer(${literal(url)}, { maxNativeZoom: ${maxZoom} }).addTo(map);`,
  MapLibre: ({ url, minZoom, maxZoom }) => `map.addSource('pvs', {
  type: 'raster',
  tiles: [${literal(url)}],
  tileSize: 256,
  minzoom: ${minZoom},
  maxzoom: ${maxZoom},
});
map.addLayer({ id: 'pvs', type: 'raster', source: 'pvs' });`,
  Python: ({ url }) => `import folium  # pip install folium

m = folium.Map(location=[48, 12], zoom_start=5)
folium.TileLayer(tiles=${literal(url)}, attr='PRISM View Server').add_to(m)
m.save('map.html')`,
};
