import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import { notFound } from '@pvs/core/errors';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import { type Kvp, parseKvp } from '@pvs/core/ows/kvp';
import { goneSignal } from '../gone-signal.ts';
import type { RendererContext } from '../renderer-context.ts';
import { searchCollections } from './collection-search.ts';
import { describeSearch } from './description.ts';
import { type AskedSearch, pageLinks } from './page-links.ts';
import { productEntry } from './product-entry.ts';
import { type SearchFormat, searchFormats } from './search-formats.ts';
import { collectionParameters, productParameters } from './search-parameters.ts';
import { readSearchParams } from './search-params.ts';
import type { SearchResults } from './search-results.ts';

const DESCRIPTION_TYPE = 'application/opensearchdescription+xml';

/** What descriptions call a parameter, by its name. */
const TOKENS = new Map(productParameters.map(({ name, token }) => [name, token]));

interface Params {
  readonly id?: string;
  readonly format: string;
}

/**
 * OpenSearch in two steps (CEOS OpenSearch Best Practice): `/opensearch/` describes the search of collections,
 * `/opensearch/collections/{id}/` that of a collection's products; the results are below either, by format.
 */
export function searchRoutes(app: FastifyInstance, context: RendererContext): void {
  const { stack, env } = context;
  const urlOf = (request: FastifyRequest) => publicUrl(request, env.PVS_PUBLIC_URL);

  app.get('/opensearch', async (request, reply) =>
    reply.type(DESCRIPTION_TYPE).send(describeSearch({ stack, stackUrl: urlOf(request) })),
  );
  app.get<{ Params: { id: string } }>('/opensearch/collections/:id', async (request, reply) => {
    const collection = requireCollection(seenContext(context, request.sight), request.params.id);
    return reply.type(DESCRIPTION_TYPE).send(describeSearch({ stack, collection, stackUrl: urlOf(request) }));
  });

  app.register(async (forms) => {
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, body),
    );
    for (const url of ['/opensearch/:format', '/opensearch/collections/:id/:format']) {
      forms.route<{ Params: Params }>({
        method: ['GET', 'POST'],
        url,
        handler: (request, reply) =>
          answerSearch(request, reply, request.params, seenContext(context, request.sight)),
      });
    }
  });
}

async function answerSearch(
  request: FastifyRequest,
  reply: FastifyReply,
  params: Params,
  context: RendererContext,
) {
  const { id } = params;
  const format = requireFormat(params.format);
  if (id !== undefined) requireCollection(context, id);
  const kvp = parametersOf(request);
  const gone = goneSignal(reply);
  const asked: Omit<AskedSearch, 'limit'> = {
    stackUrl: publicUrl(request, context.env.PVS_PUBLIC_URL),
    collection: id,
    format: format.name,
    mediaType: format.mediaType,
    parameters: asDocumented(kvp, id),
  };
  const results = await (id === undefined
    ? collectionResults(context, asked, kvp, gone)
    : productResults(context, asked, kvp, gone));
  return reply
    .header('cache-control', 'no-cache')
    .type(`${format.mediaType}; charset=utf-8`)
    .send(format.write(results));
}

async function productResults(
  context: RendererContext,
  asked: Omit<AskedSearch, 'limit'>,
  kvp: Kvp,
  signal: AbortSignal,
): Promise<SearchResults> {
  const query = readSearchParams(
    kvp,
    asked.collection === undefined ? undefined : [asked.collection],
    context.stack,
  );
  const page = await context.catalogue.search(query, signal);
  const urls = { stackUrl: asked.stackUrl, storeUrl: context.stack.downloads.publicUrl };
  const entries = page.products.map((product) => productEntry(product, urls));
  return resultsOf(context, { ...asked, limit: query.limit }, { ...page, entries });
}

async function collectionResults(
  context: RendererContext,
  asked: Omit<AskedSearch, 'limit'>,
  kvp: Kvp,
  signal: AbortSignal,
): Promise<SearchResults> {
  const { limit } = readSearchParams(kvp, undefined, context.stack);
  const page = await searchCollections(context, kvp, asked.stackUrl, signal);
  return resultsOf(context, { ...asked, limit }, page);
}

function resultsOf(
  { stack }: RendererContext,
  asked: AskedSearch,
  page: Pick<SearchResults, 'entries' | 'startIndex' | 'total'> & { next?: string; previous?: string },
): SearchResults {
  const links = pageLinks(asked, page);
  const collection = stack.collections.find(({ id }) => id === asked.collection);
  return {
    ...{ links, startIndex: page.startIndex, itemsPerPage: asked.limit, entries: page.entries },
    ...(page.total ? { total: page.total } : {}),
    id: links[0]!.href,
    title: collection ? (collection.title ?? collection.id) : stack.title,
    provider: stack.service.provider,
    updated: page.entries.reduce((latest, { updated }) => (updated > latest ? updated : latest), new Date(0)),
    request: [...asked.parameters].flatMap(([name, value]) => {
      const token = TOKENS.get(name);
      return token === undefined ? [] : [[token, value] as const];
    }),
  };
}

/** Of the query and, of a POST, of the form: what both name, the form says. */
function parametersOf(request: FastifyRequest): Kvp {
  const form = typeof request.body === 'string' ? parseKvp(request.body) : new Map<string, string>();
  return new Map([...requestKvp(request), ...form]);
}

/** The parameters with their names as descriptions write them; others stay, since a proxy may need them. */
function asDocumented(kvp: Kvp, collection: string | undefined): Kvp {
  const names = collection === undefined ? COLLECTION_NAMES : PRODUCT_NAMES;
  return new Map([...kvp].map(([name, value]) => [names.get(name) ?? name, value]));
}

const namesOf = (parameters: readonly { readonly name: string }[]): ReadonlyMap<string, string> =>
  new Map(parameters.map(({ name }) => [name.toLowerCase(), name]));
const COLLECTION_NAMES = namesOf(collectionParameters);
const PRODUCT_NAMES = namesOf(productParameters);

function requireCollection({ stack }: RendererContext, id: string) {
  const found = stack.collections.find((collection) => collection.id === id);
  if (found) return found;
  const known = stack.collections.map((collection) => collection.id).join(', ');
  throw notFound(`there is no collection '${id}': allowed are ${known}`, { code: 'UnknownCollection' });
}

function requireFormat(name: string): SearchFormat {
  const format = searchFormats.find((candidate) => candidate.name === name);
  if (format) return format;
  const known = searchFormats.map((candidate) => candidate.name).join(', ');
  throw notFound(`there is no format '${name}': allowed are ${known}`, { code: 'UnknownFormat' });
}
