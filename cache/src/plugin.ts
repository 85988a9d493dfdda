import type { FastifyInstance } from 'fastify';
import { logFailure } from '@pvs/core/http/log-failure';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import type { DrawMetatile } from '@pvs/core/layers/metatile';
import { owsException } from '@pvs/core/ows/ows-exception';
import { findOwsRequest } from '@pvs/core/ows/ows-request';
import type { CacheContext } from './cache-context.ts';
import { cacheRequests } from './requests/index.ts';
import { restRoutes } from './routes/rest-routes.ts';
import { createTileService } from './tiles/tile-service.ts';

export interface CachePluginOptions {
  readonly context: CacheContext;
  /** The renderer: over HTTP, or in the same process. */
  readonly draw: DrawMetatile;
}

/** `/cache`: tiles as WMTS and XYZ. */
export async function cachePlugin(
  app: FastifyInstance,
  { context, draw }: CachePluginOptions,
): Promise<void> {
  const tiles = createTileService(context, draw);
  restRoutes(app, context, tiles);
  app.get('/cache/ows', async (request, reply) => {
    const kvp = requestKvp(request);
    try {
      const url = publicUrl(request, context.env.PVS_PUBLIC_URL);
      return await findOwsRequest(cacheRequests, kvp).answer({
        kvp,
        request,
        reply,
        context,
        tiles,
        publicUrl: url,
      });
    } catch (error) {
      logFailure(context.log, request.url, error);
      const {
        status = 200,
        headers = {},
        mediaType,
        body,
      } = owsException(error, new Map([...kvp, ['service', 'WMTS']]));
      return reply.status(status).headers(headers).type(mediaType).send(body);
    }
  });
}
