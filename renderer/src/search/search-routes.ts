import type { FastifyInstance } from 'fastify';
import { searchProducts } from '@pvs/core/catalogue/search/search-products';
import { notFound } from '@pvs/core/errors';
import { publicUrl } from '@pvs/core/http/public-url';
import { requestKvp } from '@pvs/core/http/request-kvp';
import type { RendererContext } from '../renderer-context.ts';
import { describeSearch } from './description.ts';
import { searchFormats } from './search-formats.ts';
import { readSearchParams } from './search-params.ts';

/** OpenSearch of a collection's products: its description, and its results by format. */
export function searchRoutes(app: FastifyInstance, { stack, db, env }: RendererContext): void {
  const collectionOf = (id: string) => {
    const found = stack.collections.find((collection) => collection.id === id);
    if (found) return found;
    const known = stack.collections.map((collection) => collection.id).join(', ');
    throw notFound(`there is no collection '${id}': allowed are ${known}`, { code: 'UnknownCollection' });
  };

  app.get<{ Params: { id: string } }>('/opensearch/collections/:id', async (request, reply) => {
    const { id } = request.params;
    const url = `${publicUrl(request, env.PVS_PUBLIC_URL)}/opensearch/collections/${encodeURIComponent(id)}`;
    return reply.type('application/opensearchdescription+xml').send(describeSearch(collectionOf(id), url));
  });

  app.get<{ Params: { id: string; format: string } }>(
    '/opensearch/collections/:id/:format',
    async (request, reply) => {
      const { id, format: name } = request.params;
      const format = searchFormats.find((candidate) => candidate.name === name);
      if (!format) {
        const known = searchFormats.map((candidate) => candidate.name).join(', ');
        throw notFound(`there is no format '${name}': allowed are ${known}`, { code: 'UnknownFormat' });
      }
      const kvp = requestKvp(request);
      const query = readSearchParams(kvp, collectionOf(id).id);
      const stackUrl = publicUrl(request, env.PVS_PUBLIC_URL);
      const selfUrl = `${stackUrl}/opensearch/collections/${encodeURIComponent(id)}/${name}/`;
      const page = await searchProducts(db, query);
      return reply
        .header('cache-control', 'no-cache')
        .type(format.mediaType)
        .send(format.write(page, query, kvp, selfUrl, stackUrl));
    },
  );
}
