import { limitExceeded } from '@pvs/core/errors';
import type { Layer } from '@pvs/core/layers/layer';
import { layerAt } from '@pvs/core/layers/shown-at';
import { shownBoxes } from '@pvs/core/layers/shown-boxes';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import type { MapPicture } from '../draw/map-picture.ts';
import { over } from '../draw/over.ts';
import { type DrawingOptions, drawLayer, resolutionOf } from '../layers/draw-layer.ts';
import { requireStyle } from '@pvs/core/layers/layer-styles';
import { resolveLayer } from '../layers/resolve-layer.ts';
import { type ProductSelection, selectProducts } from '../layers/select-products.ts';
import { readChoice } from './choice-params.ts';
import { type MapParams, readMapParams } from './map-params.ts';
import type { RequestContext } from './request-context.ts';
import { readSelection } from './selection-params.ts';

/** Advertised as LayerLimit. */
export const MAX_LAYERS = 20;

/** Draws layers over each other, the first at the bottom (OGC 06-042 §7.3.3.3). */
export const wmsGetMap: OwsRequest<RequestContext> = {
  service: 'WMS',
  request: 'GetMap',
  aliases: ['map'],
  async handle(kvp, context) {
    const params = readMapParams(kvp, context.stack.limits);
    const choice = readChoice(kvp);
    const options = { signal: context.signal, ...(choice ? { choice } : {}) };
    const selection = readSelection(kvp);
    const { format, transparent, background, box } = params;
    const body = await context.admission.run(params.widthPx * params.heightPx, context.signal, async () => {
      const picture = await drawLayers(params, selection, options, context);
      return format.encode(picture, { transparent, background, box });
    });
    return {
      mediaType: format.mediaType,
      body,
      headers: {
        'cache-control': 'no-cache',
        'content-disposition': `inline; filename="map.${format.extension}"`,
      },
    };
  },
};

async function drawLayers(
  params: MapParams,
  selection: ProductSelection,
  options: DrawingOptions,
  context: RequestContext,
): Promise<MapPicture> {
  let picture: MapPicture | undefined;
  for (const { layer, style } of await styledLayers(params, selection, context)) {
    const resolution = resolutionOf(params);
    const boxes = shownBoxes(layer, params.box, resolution);
    const shown = layerAt(layer, params.box.crs, resolution);
    const refs = await selectProducts(shown, boxes, params.time, selection, context, context.signal);
    const { box, widthPx, heightPx } = params;
    const own = style === undefined ? options : { ...options, style };
    const drawn = await drawLayer(layer, refs, { box, widthPx, heightPx }, context, own);
    picture = picture ? over(drawn, picture) : drawn;
  }
  return picture!;
}

interface StyledLayer {
  readonly layer: Layer;
  readonly style: string | undefined;
}

/** Whatever is wrong with one of them, nothing is drawn. */
async function styledLayers(
  { layers, styles }: MapParams,
  selection: ProductSelection,
  context: RequestContext,
): Promise<StyledLayer[]> {
  if (layers.length > MAX_LAYERS) {
    throw limitExceeded(`${layers.length} layers are asked for: allowed are up to ${MAX_LAYERS}`, {
      code: 'InvalidParameterValue',
      detail: { locator: 'layers' },
    });
  }
  const found: StyledLayer[] = [];
  for (const [i, name] of layers.entries()) {
    const layer = await resolveLayer(name, context);
    found.push({
      layer: selection.filter ? withoutOverview(layer) : layer,
      style: requireStyle(layer, styles[i], context.stack, context.follower.index),
    });
  }
  return found;
}

/** Of products that are chosen, an overview of all says nothing. */
const withoutOverview = ({ overview: _overview, ...layer }: Layer): Layer => layer;
