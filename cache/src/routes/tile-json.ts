import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { notFound } from '@pvs/core/errors';
import { type Box, intersectBoxes, uniteBoxes } from '@pvs/core/geometry/box';
import type { Layer } from '@pvs/core/layers/layer';
import { requireStyle } from '@pvs/core/layers/layer-styles';
import type { Kvp } from '@pvs/core/ows/kvp';
import { parseTime } from '@pvs/core/time/time-grammar';
import { requireTileFormat } from '../tiles/tile-format.ts';

const SET = 'WebMercatorQuad';
const MAP: Box = { crs: 'EPSG:4326', minX: -180, minY: -85.0511287798066, maxX: 180, maxY: 85.0511287798066 };

/** TileJSON 3.0.0 of a layer in Web Mercator, for MapLibre, Leaflet and QGIS. */
export function tileJson(
  layer: Layer,
  kvp: Kvp,
  stack: StackConfig,
  index: CatalogueIndex,
  stackUrl: string,
) {
  const time = kvp.get('time') ?? '';
  parseTime(time);
  const format = requireTileFormat(kvp.get('format') ?? stack.cache.format);
  const link = stack.tileMatrixSets.find(({ id }) => id === SET);
  if (!link) throw notFound(`this stack has no tiles of ${SET}, which TileJSON is about`);
  const style = requireStyle(layer, kvp.get('style'), stack, index, 'style');
  const words = { ...(time === '' ? {} : { time }), ...(style === undefined ? {} : { style }) };
  const query = Object.keys(words).length === 0 ? '' : `?${new URLSearchParams(words).toString()}`;
  return {
    tilejson: '3.0.0',
    name: layer.title,
    scheme: 'xyz',
    tiles: [
      `${stackUrl}/cache/tiles/${encodeURIComponent(layer.name)}/${SET}/{z}/{x}/{y}.${format.extension}${query}`,
    ],
    minzoom: link.minZoom,
    maxzoom: link.maxZoom,
    bounds: boundsOf(layer, index),
  };
}

/** West, south, east, north, within the map; of what has no extent in it, the whole of it. */
function boundsOf({ product, collection }: Layer, index: CatalogueIndex) {
  const box =
    product === undefined ? index.extent(collection)?.box : uniteBoxes(index.product(product)?.boxes ?? []);
  const shown = box && intersectBoxes(box, MAP);
  const { minX, minY, maxX, maxY } = shown ?? MAP;
  return [minX, minY, maxX, maxY];
}
