import type { FootprintIndex } from '@pvs/core/catalogue/footprint-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { requireLayer } from '@pvs/core/layers/layer';
import type { Kvp } from '@pvs/core/ows/kvp';
import { parseTime } from '@pvs/core/time/time-grammar';
import { findTileFormat, tileFormats } from '../tiles/tile-format.ts';

/** TileJSON 3.0.0 of a layer in Web Mercator, for MapLibre, Leaflet and QGIS. */
export function tileJson(
  name: string,
  kvp: Kvp,
  stack: StackConfig,
  index: FootprintIndex,
  stackUrl: string,
) {
  const layer = requireLayer(name, stack, index);
  const time = kvp.get('time') ?? '';
  parseTime(time);
  const format = findTileFormat(kvp.get('format') ?? stack.cache.format) ?? tileFormats[0]!;
  const { minZoom, maxZoom } = stack.tileMatrixSets.find(({ id }) => id === 'WebMercatorQuad') ?? {
    minZoom: 0,
    maxZoom: 0,
  };
  const box = (layer.product === undefined
    ? index.extent(layer.collection)?.box
    : index.product(layer.product)?.boxes[0]) ?? {
    minX: -180,
    minY: -85.0511287798066,
    maxX: 180,
    maxY: 85.0511287798066,
  };
  const query = time === '' ? '' : `?time=${encodeURIComponent(time)}`;
  return {
    tilejson: '3.0.0',
    name: layer.title,
    scheme: 'xyz',
    tiles: [
      `${stackUrl}/cache/tiles/${encodeURIComponent(name)}/WebMercatorQuad/{z}/{x}/{y}.${format.extension}${query}`,
    ],
    minzoom: minZoom,
    maxzoom: maxZoom,
    bounds: [box.minX, Math.max(box.minY, -85.0511287798066), box.maxX, Math.min(box.maxY, 85.0511287798066)],
  };
}
