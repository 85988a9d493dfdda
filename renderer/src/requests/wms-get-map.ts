import { limitExceeded } from '@pvs/core/errors';
import { heightOf, widthOf } from '@pvs/core/geometry/box';
import { productsOf, requireLayer } from '@pvs/core/layers/layer';
import { shownBoxes } from '@pvs/core/layers/shown-boxes';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import type { MapPicture } from '../draw/map-picture.ts';
import { over } from '../draw/over.ts';
import { drawLayer } from '../layers/draw-layer.ts';
import { type MapParams, readMapParams } from './map-params.ts';
import type { RequestContext } from './request-context.ts';

/** Advertised as LayerLimit. */
export const MAX_LAYERS = 20;

/** Draws layers over each other, the first at the bottom (OGC 06-042 §7.3.3.3). */
export const wmsGetMap: OwsRequest<RequestContext> = {
  service: 'WMS',
  request: 'GetMap',
  aliases: ['map'],
  async handle(kvp, context) {
    const params = readMapParams(kvp, context.stack.limits);
    const picture = await drawLayers(params, context);
    const { format, transparent, background } = params;
    return {
      mediaType: format.mediaType,
      body: await format.encode(picture, { transparent, background }),
      headers: {
        'cache-control': 'no-cache',
        'content-disposition': `inline; filename="map.${format.extension}"`,
      },
    };
  },
};

async function drawLayers(
  { layers, box, widthPx, heightPx, time }: MapParams,
  context: RequestContext,
): Promise<MapPicture> {
  const { stack, follower, signal } = context;
  if (layers.length > MAX_LAYERS) {
    throw limitExceeded(`${layers.length} layers are asked for: allowed are up to ${MAX_LAYERS}`, {
      code: 'InvalidParameterValue',
      detail: { locator: 'layers' },
    });
  }
  const found = layers.map((name) => requireLayer(name, stack, follower.index));
  const resolution = Math.max(widthOf(box) / widthPx, heightOf(box) / heightPx);
  let picture: MapPicture | undefined;
  for (const layer of found) {
    const boxes = shownBoxes(layer, box, resolution);
    const refs = productsOf(layer, boxes, time, follower.index).slice(0, stack.limits.maxProductsPerMap);
    const drawn = await drawLayer(layer, refs, { box, widthPx, heightPx }, context, signal);
    picture = picture ? over(drawn, picture) : drawn;
  }
  return picture!;
}
