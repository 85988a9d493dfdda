import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import type { SeenCatalogue } from '@pvs/core/catalogue/seen-catalogue';
import type { StackConfig } from '@pvs/core/config/stack';
import { notFound } from '@pvs/core/errors';
import { contentDisposition } from '@pvs/core/http/content-disposition';
import type { FileWish } from '@pvs/core/ows/ows-request';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';
import type { RendererContext } from '../renderer-context.ts';
import { fileWish } from './file-wish.ts';
import { leadToStore } from './lead-to-store.ts';
import { planStored } from './plan-stored.ts';
import { objectsOf, type ProductObject } from './product-objects.ts';
import { readStored } from './read-stored.ts';

interface ObjectPath {
  readonly identifier: string;
  readonly name: string;
}

/** Files of registered products, and of those alone: whole or in ranges, or by a redirect to the object store. */
export function objectRoutes(app: FastifyInstance, context: RendererContext): void {
  const { stack, store } = context;
  // Fastify's own HEAD would read the whole object for its length.
  // What is cut into ranges is not compressed on the way.
  const route = {
    method: ['GET', 'HEAD'],
    url: '/objects/:identifier/:name',
    exposeHeadRoute: false,
    compress: false as const,
  };
  const handler = async (request: FastifyRequest<{ Params: ObjectPath }>, reply: FastifyReply) => {
    const object = await findObject(request.params, seenContext(context, request.sight).catalogue);
    const wish = fileWish(request);
    const elsewhere = isSentByStore(object, stack) && (await leadToStore(object.key, store, wish));
    if (elsewhere) {
      const { status, headers, mediaType, body } = elsewhere;
      return reply.status(status).headers(headers).type(mediaType).send(body);
    }
    const stat = await store.stat(object.key);
    if (!stat) throw notFound(`the object of '${object.name}' is gone`, { code: 'ObjectMissing' });
    return sendObject(object, stat, store, wish, reply);
  };
  app.route<{ Params: ObjectPath }>({ ...route, handler });
}

/** Pictures are shown by pages, which load none from other hosts. */
const isSentByStore = ({ role }: ProductObject, { downloads }: StackConfig) =>
  downloads.from === 'store' && role !== 'thumbnail';

async function findObject(
  { identifier, name }: ObjectPath,
  catalogue: SeenCatalogue,
): Promise<ProductObject> {
  const [product] = await catalogue.load([identifier]);
  if (!product) throw notFound(`there is no product '${identifier}'`, { code: 'UnknownProduct' });
  const objects = objectsOf(product);
  const found = objects.find((object) => object.name === name);
  if (found) return found;
  const known = objects.map((object) => object.name).join(', ');
  throw notFound(`product '${identifier}' has no file '${name}': allowed are ${known}`, {
    code: 'UnknownObject',
  });
}

async function sendObject(
  { name, mediaType }: ProductObject,
  stat: ObjectStat,
  store: ObjectStore,
  wish: FileWish,
  reply: FastifyReply,
) {
  const { status, headers, part } = planStored(stat, wish);
  reply.status(status).headers({
    ...headers,
    // Metadata come from packages: a browser that shows them must not run what is in them.
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': contentDisposition('inline', name),
  });
  if (status < 300) reply.type(mediaType);
  return reply.send(part && (await readStored(stat, part, store)));
}
