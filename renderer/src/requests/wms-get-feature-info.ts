import { z } from 'zod';
import { toLonLat } from '@pvs/core/crs/crs';
import { invalidInput } from '@pvs/core/errors';
import { type Box, heightOf, widthOf } from '@pvs/core/geometry/box';
import type { Position } from '@pvs/core/geometry/footprint';
import { lonLatBoxes } from '@pvs/core/geometry/lon-lat-boxes';
import type { Layer } from '@pvs/core/layers/layer';
import type { Kvp } from '@pvs/core/ows/kvp';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { integerParam, listParam, readParams } from '@pvs/core/ows/read-params';
import type { Feature } from '../info/feature-info.ts';
import { findFeatures, type MapPoint } from '../info/find-features.ts';
import { requireInfoWriter } from '../info/index.ts';
import { resolveLayer } from '../layers/resolve-layer.ts';
import { selectProducts } from '../layers/select-products.ts';
import { readSelection } from './selection-params.ts';
import type { RequestContext } from './request-context.ts';
import { readViewParams, type ViewParams } from './view-params.ts';

const MAX_FEATURES = 1000;

const schema = z.object({
  layers: listParam.optional(),
  query_layers: listParam,
  info_format: z.string().default('application/json'),
  feature_count: integerParam(1, MAX_FEATURES).default(1),
});

/** What lies under a pixel of a map: products with their attributes and values (OGC 06-042 §7.4, OGC 01-068r3 §7.3). */
export const wmsGetFeatureInfo: OwsRequest<RequestContext> = {
  service: 'WMS',
  request: 'GetFeatureInfo',
  aliases: ['feature_info'],
  async handle(kvp, context) {
    const params = readParams(schema, kvp);
    const writer = requireInfoWriter(params.info_format);
    const view = readViewParams(kvp, context.stack.limits);
    const point = readPoint(kvp, view);
    const selection = readSelection(kvp);
    const layers = await queriedLayers(params, context);
    const find = async (layer: Layer) => {
      const boxes = lonLatBoxes(pixelBox(point));
      const refs = await selectProducts(layer, boxes, view.time, selection, context, context.signal);
      const products = await context.products.load(refs);
      return findFeatures(layer.name, products, point, params.feature_count, context);
    };
    // Blocks are decoded for it, as for a map of one pixel.
    const features = await context.admission.run(1, context.signal, async () => {
      const found: Feature[] = [];
      for (const layer of layers) found.push(...(await find(layer)));
      return found;
    });
    return {
      mediaType: `${writer.mediaType}; charset=utf-8`,
      body: writer.write({ position: point.position, features }),
      headers: { 'cache-control': 'no-cache' },
    };
  },
};

/** The layers that are asked about, the topmost of the map first; they have to be part of it where it is told. */
async function queriedLayers(
  { layers, query_layers: queried }: z.infer<typeof schema>,
  context: RequestContext,
): Promise<Layer[]> {
  const outside = queried.find((name) => layers && !layers.includes(name));
  if (outside !== undefined) {
    throw invalidInput(
      `the layer '${outside}' of QUERY_LAYERS is not part of the map: ${layers!.join(', ')}`,
      {
        code: 'UnknownLayer',
        detail: { locator: 'query_layers' },
      },
    );
  }
  const shown = (layers ?? queried).filter((name) => queried.includes(name));
  return Promise.all([...new Set(shown)].toReversed().map((name) => resolveLayer(name, context)));
}

/** I and J of WMS 1.3.0, X and Y of those before; clients mix up the names. */
function readPoint(kvp: Kvp, picture: ViewParams): MapPoint {
  const column = readCoordinate(kvp, ['i', 'x'], picture.widthPx);
  const row = readCoordinate(kvp, ['j', 'y'], picture.heightPx);
  const pixel = [column + 0.5, row + 0.5] as const;
  const { box, widthPx, heightPx } = picture;
  const [lon, lat] = toLonLat(box.crs)(
    box.minX + (pixel[0] * widthOf(box)) / widthPx,
    box.maxY - (pixel[1] * heightOf(box)) / heightPx,
  );
  const position: Position = [lon - Math.floor((lon + 180) / 360) * 360, lat];
  return { picture, pixel, position };
}

function readCoordinate(kvp: Kvp, names: readonly [string, string], sizePx: number): number {
  const locator = names.find((name) => kvp.has(name)) ?? names[0];
  const text = kvp.get(locator);
  if (text === undefined) {
    throw invalidInput(`parameter '${names.join(`' or '`)}' is missing: expected a pixel of the map`, {
      code: 'MissingParameterValue',
      detail: { locator },
    });
  }
  const value = Number(text);
  if (/^\s*\d{1,9}(\.\d*)?\s*$/.test(text) && value < sizePx) return Math.floor(value);
  throw invalidInput(
    `parameter '${locator}': expected a whole number from 0 to ${sizePx - 1}, given '${text.slice(0, 200)}'`,
    { code: 'InvalidPoint', detail: { locator } },
  );
}

/** What of the map the pixel is. */
function pixelBox({ picture: { box, widthPx, heightPx }, pixel: [x, y] }: MapPoint): Box {
  const [pixelX, pixelY] = [widthOf(box) / widthPx, heightOf(box) / heightPx];
  return {
    crs: box.crs,
    minX: box.minX + (x - 0.5) * pixelX,
    maxX: box.minX + (x + 0.5) * pixelX,
    minY: box.maxY - (y + 0.5) * pixelY,
    maxY: box.maxY - (y - 0.5) * pixelY,
  };
}
