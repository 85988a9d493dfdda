import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sight } from '@pvs/core/access/sight';
import { tellSight } from '@pvs/core/access/tell-sight';
import { isGivenUp, logFailure } from '@pvs/core/http/log-failure';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import type { Kvp } from '@pvs/core/ows/kvp';
import { owsException } from '@pvs/core/ows/ows-exception';
import { operationOf } from '@pvs/core/ows/ows-request';
import { parseXmlRequest } from '@pvs/core/ows/xml-request';
import { goneSignal } from './gone-signal.ts';
import { fileWish } from './objects/file-wish.ts';
import { objectRoutes } from './objects/object-routes.ts';
import type { RendererContext } from './renderer-context.ts';
import { answerOws } from './requests/answer-ows.ts';
import { owsRequests } from './requests/index.ts';
import { searchRoutes } from './search/search-routes.ts';
import { stacRoutes } from './stac/stac-routes.ts';
import { reportSpool } from './wcs/spool-room.ts';

/** `/ows` (WMS, WCS), `/opensearch`, `/stac` and `/objects`: what the renderer answers to the outside. */
export async function rendererPlugin(app: FastifyInstance, context: RendererContext): Promise<void> {
  tellSight(app, context);
  await reportSpool(context);
  // Fastify's own HEAD would read whole coverages for their length.
  const ows = { method: ['GET', 'HEAD'], url: '/ows', exposeHeadRoute: false };
  app.route({
    ...ows,
    handler: (request, reply) => sendOws(requestKvp(request), request, reply, context),
  });
  app.register(async (posts) => {
    posts.removeAllContentTypeParsers();
    posts.addContentTypeParser(XML_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    posts.post<{ Body: Buffer }>('/ows', (request, reply) => sendPosted(request, reply, context));
  });
  searchRoutes(app, context);
  stacRoutes(app, context);
  objectRoutes(app, context);
}

const XML_TYPE = /^(text|application)\/([\w.-]+\+)?xml\b/;

/** A request in XML, as WCS has them. */
async function sendPosted(
  request: FastifyRequest<{ Body: Buffer }>,
  reply: FastifyReply,
  context: RendererContext,
) {
  try {
    return await sendOws(parseXmlRequest(request.body), request, reply, context);
  } catch (error) {
    const { status, headers, mediaType, body } = owsException(error, new Map([['service', 'WCS']]));
    return reply.status(status!).headers(headers!).type(mediaType).send(body);
  }
}

/** Answers parameters as whoever asks, or as `sight`, sees. */
export async function sendOws(
  kvp: Kvp,
  request: FastifyRequest,
  reply: FastifyReply,
  context: RendererContext,
  sight: Sight = request.sight,
) {
  request.operation = operationOf(owsRequests, kvp);
  const gone = goneSignal(reply);
  const url = publicUrl(request, context.env.PVS_PUBLIC_URL);
  const asked = { publicUrl: url, sight, signal: gone, file: fileWish(request) };
  const answer = await answerOws(context)(kvp, asked).catch((error: unknown) => {
    if (isGivenUp(error, reply)) return undefined;
    logFailure(context.log, request.url, error);
    return owsException(error, kvp);
  });
  if (!answer) return reply.hijack();
  const { status = 200, headers = {}, mediaType, body } = answer;
  reply.status(status).headers(headers).type(mediaType);
  if (request.method !== 'HEAD' || (body !== '' && !(body instanceof Readable))) return reply.send(body);
  // Of what is not sent the length is the one in the headers, or is not known.
  if (body instanceof Readable) body.destroy();
  return reply.send();
}
