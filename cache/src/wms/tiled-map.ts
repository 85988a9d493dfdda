import { z } from 'zod';
import type { CatalogueIndex } from '@pvs/core/catalogue/catalogue-index';
import type { StackConfig } from '@pvs/core/config/stack';
import { findLayer } from '@pvs/core/layers/layer';
import { requireStyle } from '@pvs/core/layers/layer-styles';
import type { Kvp } from '@pvs/core/ows/kvp';
import { cornersParam, mapBox } from '@pvs/core/ows/map-box';
import { integerParam, readParams } from '@pvs/core/ows/read-params';
import { parseTime } from '@pvs/core/time/time-grammar';
import { tileFormats } from '../tiles/tile-format.ts';
import type { TiledMap } from './assemble-map.ts';
import { planAssembly } from './plan-assembly.ts';

/** Parameters of GetMap that tiles know; with any other the picture may be another one. */
const KNOWN: readonly string[] = [
  ...['service', 'version', 'wmtver', 'request', 'layers', 'styles', 'crs', 'srs', 'bbox', 'width', 'height'],
  ...['format', 'transparent', 'bgcolor', 'time', 'tiled', '_olsalt'],
  // What QGIS and OpenLayers add, which says nothing of the picture.
  ...['dpi', 'map_resolution', 'format_options'],
];

/** Larger maps are quicker drawn than put together. */
const MAX_SIDE_PX = 2048;

const schema = z.object({
  layers: z.string(),
  bbox: cornersParam,
  width: integerParam(1, MAX_SIDE_PX),
  height: integerParam(1, MAX_SIDE_PX),
  transparent: z.string().default('false'),
  time: z.string().default(''),
});

/** The map that a GetMap asks for, where tiles can answer it; undefined where it is to be drawn. */
export function readTiledMap(kvp: Kvp, stack: StackConfig, index: CatalogueIndex): TiledMap | undefined {
  const format = tileFormats.find(({ mediaType }) => mediaType === kvp.get('format')?.split(';')[0]?.trim());
  const isPlain =
    [...kvp.keys()].every((name) => KNOWN.includes(name) || name === 'exceptions') &&
    // The renderer draws exceptions, where they are to be pictures.
    !/(inimage|blank)$/i.test(kvp.get('exceptions') ?? '') &&
    /^(0x|#)?f{6}$/i.test(kvp.get('bgcolor') ?? 'ffffff') &&
    !(kvp.get('layers') ?? ',').includes(',') &&
    [kvp.get('width'), kvp.get('height')].every((side) => Number(side) <= MAX_SIDE_PX);
  if (!format || format.name === 'mixed' || !isPlain) return undefined;
  const params = readParams(schema, kvp);
  const view = { box: mapBox(params.bbox, kvp), widthPx: params.width, heightPx: params.height };
  const assembly = planAssembly(view, stack.tileMatrixSets);
  if (!assembly) return undefined;
  const layer = findLayer(params.layers, stack, index);
  // The renderer knows more layers, and says which.
  if (!layer) return undefined;
  const style = requireStyle(layer, kvp.get('styles'), stack, index);
  const transparent = /^(true|1)$/i.test(params.transparent);
  const own = style === undefined ? {} : { style };
  return { layer, ...own, time: parseTime(params.time), ...view, format, transparent, assembly };
}
