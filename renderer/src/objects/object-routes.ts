import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { seenContext } from '@pvs/core/access/seen-context';
import type { SeenCatalogue } from '@pvs/core/catalogue/seen-catalogue';
import { notFound } from '@pvs/core/errors';
import type { ObjectStat, ObjectStore } from '@pvs/core/storage/object-store';
import type { RendererContext } from '../renderer-context.ts';
import { byteRange, type ByteRange } from './byte-range.ts';
import { objectsOf, type ProductObject } from './product-objects.ts';
import { SIGNED_FOR_S } from './send-stored.ts';

/** Bytes read at once for a range. */
const CHUNK_BYTES = 4 * 1024 ** 2;

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
    const signed = stack.downloads.from === 'store' && (await store.signedUrl?.(object.key, SIGNED_FOR_S));
    if (signed) return reply.header('cache-control', 'private, max-age=1800').redirect(signed, 302);
    const stat = await store.stat(object.key);
    if (!stat) throw notFound(`the object of '${object.name}' is gone`, { code: 'ObjectMissing' });
    return sendObject(object, stat, store, request, reply);
  };
  app.route<{ Params: ObjectPath }>({ ...route, handler });
}

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
  { key, name, mediaType }: ProductObject,
  { sizeBytes, etag, modified }: ObjectStat,
  store: ObjectStore,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const tag = `"${etag}"`;
  reply.headers({
    'accept-ranges': 'bytes',
    etag: tag,
    'last-modified': modified.toUTCString(),
    'cache-control': 'no-cache',
    // Metadata come from packages: a browser that shows them must not run what is in them.
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
  });
  if (request.headers['if-none-match'] === tag) return reply.status(304).send();
  // A range of another state of the object would not fit what the client has (RFC 9110 §13.1.5).
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === tag;
  const range = isSame ? byteRange(request.headers.range, sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    return reply.status(416).header('content-range', `bytes */${sizeBytes}`).send();
  }
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 };
  if (range) reply.status(206).header('content-range', `bytes ${first}-${last}/${sizeBytes}`);
  reply.type(mediaType).header('content-length', last - first + 1);
  if (request.method === 'HEAD') return reply.send();
  return reply.send(range ? Readable.from(chunksOf(store, key, range)) : await store.read(key));
}

async function* chunksOf(store: ObjectStore, key: string, { first, last }: ByteRange) {
  for (let offset = first; offset <= last; offset += CHUNK_BYTES) {
    yield await store.readRange(key, offset, Math.min(CHUNK_BYTES, last - offset + 1));
  }
}
