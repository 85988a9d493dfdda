import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import type { CollectionConfig } from '@pvs/core/config/stack';
import { notFound } from '@pvs/core/errors';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { goneSignal } from '../gone-signal.ts';
import type { RendererContext } from '../renderer-context.ts';
import { aggregate, writeAggregations } from './aggregations.ts';
import { answerProblem } from './answer-problem.ts';
import { CONFORMS_TO } from './conformance.ts';
import { productQueryOf, readSearchBody, type SearchBody } from './item-search.ts';
import { apiPage } from './openapi-page.ts';
import { openApi } from './openapi.ts';
import { writeQueryables } from './queryables.ts';
import { readSearchQuery } from './search-query.ts';
import {
  collectionPath,
  GEOJSON_TYPE,
  rootLink,
  selfLink,
  type StacContext,
  stacUrl,
} from './stac-context.ts';
import { writeCollection, writeCollections } from './write-collection.ts';
import { writeItem } from './write-item.ts';
import { type SearchSource, writeItems } from './write-items.ts';
import { writeLanding } from './write-landing.ts';

interface StacRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly mediaType: string;
  answer(request: FastifyRequest, context: StacContext): Promise<unknown>;
}

const param = (request: FastifyRequest, name: string) =>
  (request.params as Record<string, string>)[name] ?? '';

/** The whole API: what is asked for, and what answers. */
const ROUTES: readonly StacRoute[] = [
  {
    method: 'GET',
    path: '',
    mediaType: 'application/json',
    answer: async (_, context) => writeLanding(context),
  },
  {
    method: 'GET',
    path: '/conformance',
    mediaType: 'application/json',
    answer: async () => ({ conformsTo: CONFORMS_TO }),
  },
  {
    method: 'GET',
    path: '/api',
    mediaType: 'application/vnd.oai.openapi+json;version=3.0',
    answer: async (_, context) => openApi(context),
  },
  {
    method: 'GET',
    path: '/api.html',
    mediaType: 'text/html',
    answer: async (_, context) => apiPage(openApi(context)),
  },
  {
    method: 'GET',
    path: '/queryables',
    mediaType: 'application/schema+json',
    answer: async (_, context) => writeQueryables(stacUrl(context, '/queryables'), context.stack.title),
  },
  {
    method: 'GET',
    path: '/collections',
    mediaType: 'application/json',
    answer: async (_, context) => writeCollections(context),
  },
  {
    method: 'GET',
    path: '/collections/:collection',
    mediaType: 'application/json',
    answer: async (request, context) => writeCollection(collectionOf(request, context), context),
  },
  {
    method: 'GET',
    path: '/collections/:collection/queryables',
    mediaType: 'application/schema+json',
    answer: async (request, context) => {
      const { id, title = id } = collectionOf(request, context);
      return writeQueryables(stacUrl(context, `${collectionPath(id)}/queryables`), title);
    },
  },
  {
    method: 'GET',
    path: '/collections/:collection/items',
    mediaType: GEOJSON_TYPE,
    answer: async (request, context) => {
      const { id } = collectionOf(request, context);
      const kvp = requestKvp(request);
      const url = stacUrl(context, `${collectionPath(id)}/items`);
      return findItems({ ...readSearchQuery(kvp), collections: [id] }, { method: 'GET', url, kvp }, context);
    },
  },
  {
    method: 'GET',
    path: '/collections/:collection/items/:item',
    mediaType: GEOJSON_TYPE,
    answer: async (request, context) => writeItem(await itemOf(request, context), context),
  },
  {
    method: 'GET',
    path: '/aggregations',
    mediaType: 'application/json',
    answer: async (_, context) => writeAggregations(linksOf(context, '/aggregations')),
  },
  {
    method: 'GET',
    path: '/collections/:collection/aggregations',
    mediaType: 'application/json',
    answer: async (request, context) => {
      const path = `${collectionPath(collectionOf(request, context).id)}/aggregations`;
      return writeAggregations(linksOf(context, path));
    },
  },
  {
    method: 'GET',
    path: '/aggregate',
    mediaType: 'application/json',
    answer: async (request, context) => {
      const kvp = requestKvp(request);
      const query = productQueryOf(readSearchQuery(kvp), context.stack);
      const counted = await aggregate(context, query, kvp);
      return { ...counted, links: linksOf(context, '/aggregate') };
    },
  },
  {
    method: 'GET',
    path: '/collections/:collection/aggregate',
    mediaType: 'application/json',
    answer: async (request, context) => {
      const { id } = collectionOf(request, context);
      const kvp = requestKvp(request);
      const query = productQueryOf({ ...readSearchQuery(kvp), collections: [id] }, context.stack);
      const links = linksOf(context, `${collectionPath(id)}/aggregate`);
      return { ...(await aggregate(context, query, kvp)), links };
    },
  },
  {
    method: 'GET',
    path: '/search',
    mediaType: GEOJSON_TYPE,
    answer: async (request, context) => {
      const kvp = requestKvp(request);
      const source = { method: 'GET', url: stacUrl(context, '/search'), kvp } as const;
      return findItems(readSearchQuery(kvp), source, context);
    },
  },
  {
    method: 'POST',
    path: '/search',
    mediaType: GEOJSON_TYPE,
    answer: async ({ body }, context) => {
      const search = readSearchBody(body);
      const source = {
        method: 'POST',
        url: stacUrl(context, '/search'),
        body: (body ?? {}) as object,
      } as const;
      return findItems(search, source, context);
    },
  },
];

/** `/stac`: STAC API 1.0. */
export function stacRoutes(app: FastifyInstance, renderer: RendererContext): void {
  const answering = (route: StacRoute) => async (request: FastifyRequest, reply: FastifyReply) => {
    const stackUrl = publicUrl(request, renderer.env.PVS_PUBLIC_URL);
    const body = await route.answer(request, {
      ...seenContext(renderer, request.sight),
      stackUrl,
      gone: goneSignal(reply),
    });
    return reply.header('cache-control', 'no-cache').type(route.mediaType).send(body);
  };
  app.register(async (scope) => {
    scope.setErrorHandler(answerProblem);
    for (const route of ROUTES) {
      scope.route({ method: route.method, url: `/stac${route.path}`, handler: answering(route) });
    }
  });
}

const linksOf = (context: StacContext, path: string) => [selfLink(stacUrl(context, path)), rootLink(context)];

async function findItems(search: SearchBody, source: SearchSource, context: StacContext) {
  const page = await context.catalogue.search(productQueryOf(search, context.stack), context.gone);
  return writeItems(page, search, source, context);
}

function collectionOf(request: FastifyRequest, { stack }: StacContext): CollectionConfig {
  const wanted = param(request, 'collection');
  const found = stack.collections.find(({ id }) => id === wanted);
  if (found) return found;
  const known = stack.collections.map(({ id }) => id).join(', ');
  throw notFound(`there is no collection '${wanted}': allowed are ${known}`, { code: 'UnknownCollection' });
}

async function itemOf(request: FastifyRequest, context: StacContext) {
  const { id } = collectionOf(request, context);
  const identifier = param(request, 'item');
  const [product] = identifier.includes('\0') ? [] : await context.catalogue.load([identifier]);
  if (product?.collection === id) return product;
  throw notFound(`collection '${id}' has no item '${identifier}'`, { code: 'UnknownItem' });
}
