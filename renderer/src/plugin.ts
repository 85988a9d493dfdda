import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { logFailure } from '@pvs/core/http/log-failure';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { owsException } from '@pvs/core/ows/ows-exception';
import { findOwsRequest, type OwsResponse } from '@pvs/core/ows/ows-request';
import type { RendererContext } from './renderer-context.ts';
import { owsRequests } from './requests/index.ts';
import { searchRoutes } from './search/search-routes.ts';

/** `/ows` (WMS) and `/opensearch`: what the renderer answers to the outside. */
export async function rendererPlugin(app: FastifyInstance, context: RendererContext): Promise<void> {
  app.get('/ows', (request, reply) => answerOws(request, reply, context));
  searchRoutes(app, context);
}

async function answerOws(request: FastifyRequest, reply: FastifyReply, context: RendererContext) {
  const kvp = requestKvp(request);
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  let answer: OwsResponse;
  try {
    const url = publicUrl(request, context.env.PVS_PUBLIC_URL);
    answer = await findOwsRequest(owsRequests, kvp).handle(kvp, {
      ...context,
      publicUrl: url,
      signal: gone.signal,
    });
  } catch (error) {
    if (gone.signal.aborted) return reply.hijack();
    logFailure(context.log, request.url, error);
    answer = owsException(error, kvp);
  }
  return reply
    .status(answer.status ?? 200)
    .headers(answer.headers ?? {})
    .type(answer.mediaType)
    .send(answer.body);
}
