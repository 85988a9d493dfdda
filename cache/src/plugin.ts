import type { FastifyInstance } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import { tellSight } from '@pvs/core/access/tell-sight';
import { logFailure } from '@pvs/core/http/log-failure';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import type { Kvp } from '@pvs/core/ows/kvp';
import { owsException } from '@pvs/core/ows/ows-exception';
import { findOwsRequest, operationOf } from '@pvs/core/ows/ows-request';
import type { CacheContext } from './cache-context.ts';
import type { Renderer } from './renderer.ts';
import { cacheRequests } from './requests/index.ts';
import { startJanitor } from './janitor.ts';
import { fillRoutes } from './routes/fill-routes.ts';
import { infoRoutes } from './routes/info-routes.ts';
import { kmlRoutes } from './routes/kml-routes.ts';
import { tmsRoutes } from './routes/tms-routes.ts';
import { restRoutes } from './routes/rest-routes.ts';
import { createTileService } from './tiles/tile-service.ts';

export interface CachePluginOptions {
  readonly context: CacheContext;
  readonly renderer: Renderer;
}

/** `/cache`: tiles as WMTS, WMS, TMS, KML and XYZ. */
export async function cachePlugin(
  app: FastifyInstance,
  { context, renderer }: CachePluginOptions,
): Promise<void> {
  tellSight(app, context);
  const janitor = startJanitor(context);
  app.addHook('onClose', () => janitor.stop());
  const tiles = createTileService(context, renderer.draw);
  app.shortcuts.push(tiles.hot);
  restRoutes(app, context, tiles);
  fillRoutes(app, context, tiles);
  infoRoutes(app, context, renderer);
  tmsRoutes(app, context, tiles);
  kmlRoutes(app, context);
  app.get('/cache/ows', async (request, reply) => {
    const kvp = withService(requestKvp(request));
    request.operation = operationOf(cacheRequests, kvp);
    try {
      const url = publicUrl(request, context.env.PVS_PUBLIC_URL);
      return await findOwsRequest(cacheRequests, kvp).answer({
        kvp,
        request,
        reply,
        context: seenContext(context, request.sight),
        tiles,
        renderer,
        publicUrl: url,
      });
    } catch (error) {
      logFailure(context.log, request.url, error);
      const { status = 200, headers = {}, mediaType, body } = owsException(error, asService(kvp));
      return reply.status(status).headers(headers).type(mediaType).send(body);
    }
  });
}

/** GetFeatureInfo is an operation of both services: of WMS where it asks for QUERY_LAYERS. */
const withService = (kvp: Kvp): Kvp =>
  kvp.has('service') || !kvp.has('query_layers') ? kvp : new Map([...kvp, ['service', 'WMS']]);

/** Who does not say which service it asks is answered as WMTS, unless it asks for a map. */
const asService = (kvp: Kvp): Kvp =>
  kvp.has('service') || /^(get)?map$/i.test(kvp.get('request') ?? '')
    ? kvp
    : new Map([...kvp, ['service', 'WMTS']]);
