import { z } from 'zod';
import type { OwsRequest } from '@pvs/core/ows/ows-request';
import { integerParam, readParams } from '@pvs/core/ows/read-params';
import { requireStyle } from '@pvs/core/layers/layer-styles';
import { legendOf } from '../layers/legend.ts';
import { resolveLayer } from '../layers/resolve-layer.ts';
import { drawLegend } from '../text/draw-legend.ts';
import { formatParam } from './map-params.ts';
import type { RequestContext } from './request-context.ts';

const MAX_SIDE_PX = 1024;

const schema = z.object({
  layer: z.string(),
  style: z.string().optional(),
  format: formatParam.prefault('image/png'),
  width: integerParam(1, MAX_SIDE_PX).optional(),
  height: integerParam(1, MAX_SIDE_PX).optional(),
});

/** What the colours of a layer mean (OGC 02-070 §10); `WIDTH` and `HEIGHT` are those of a ramp or a swatch. */
export const wmsGetLegendGraphic: OwsRequest<RequestContext> = {
  service: 'WMS',
  request: 'GetLegendGraphic',
  async handle(kvp, context) {
    const { layer: name, style, format, width, height } = readParams(schema, kvp);
    const layer = await resolveLayer(name, context);
    const size = {
      ...(width === undefined ? {} : { widthPx: width }),
      ...(height === undefined ? {} : { heightPx: height }),
    };
    const { stack, follower } = context;
    const named = requireStyle(layer, style, stack, follower.index, 'style');
    const picture = drawLegend(legendOf(layer, named, stack), size);
    return {
      mediaType: format.mediaType,
      body: await format.encode(picture, { transparent: false }),
      headers: { 'cache-control': 'no-cache' },
    };
  },
};
