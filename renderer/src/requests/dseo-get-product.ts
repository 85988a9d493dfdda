import { posix } from 'node:path';
import { z } from 'zod';
import type { StoredProduct } from '@pvs/core/catalogue/product';
import { notFound } from '@pvs/core/errors';
import type { OwsRequest, OwsResponse } from '@pvs/core/ows/ows-request';
import { readParams } from '@pvs/core/ows/read-params';
import type { ArchiveEntry } from '../archive/archive-entry.ts';
import { requirePackageFormat } from '../archive/package-formats.ts';
import { objectsOf, type ProductObject } from '../objects/product-objects.ts';
import { sendStored } from '../objects/send-stored.ts';
import type { RequestContext } from './request-context.ts';

const schema = z.object({ producturi: z.string(), packageformat: z.string().optional() });

/** A product whole (OGC 13-042 §7): its package as it came, where the store has it, else its files packed. */
export const dseoGetProduct: OwsRequest<RequestContext> = {
  service: 'DSEO',
  request: 'GetProduct',
  async handle(kvp, context) {
    const { producturi, packageformat } = readParams(schema, kvp);
    const identifier = producturi.trim();
    const [product] = await context.catalogue.load([identifier]);
    if (!product)
      throw notFound(
        `there is no product '${identifier.slice(0, 200)}': expected an identifier as searches give it`,
        { code: 'InvalidParameterValue', detail: { locator: 'producturi' } },
      );
    const original = packageformat === undefined ? await findPackage(product, context) : undefined;
    return original ? sendStored(original, context) : packFiles(product, packageformat, context);
  },
};

/** The package is there still where it is kept in the store of the products. */
async function findPackage({ packageLocation }: StoredProduct, { store }: RequestContext) {
  if (packageLocation === undefined || !/^[^/].*\.(zip|tar|tar\.gz|tgz|tar\.zst)$/i.test(packageLocation))
    return;
  if (packageLocation.split('/').includes('..') || packageLocation.includes('://')) return;
  return store.stat(packageLocation);
}

function packFiles(
  product: StoredProduct,
  packageFormat: string | undefined,
  context: RequestContext,
): OwsResponse {
  const format = requirePackageFormat(packageFormat);
  const name = encodeURIComponent(`${product.identifier}.${format.extension}`);
  return {
    mediaType: format.mediaType,
    body: format.write(filesOf(product, context)),
    headers: {
      'cache-control': 'no-cache',
      'content-disposition': `attachment; filename*=UTF-8''${name}`,
    },
  };
}

/** All that is offered of it one by one; what is gone is left out. */
async function* filesOf(product: StoredProduct, context: RequestContext): AsyncGenerator<ArchiveEntry> {
  const { store, signal } = context;
  const directory = posix.basename(product.identifier);
  const unique = (object: ProductObject, i: number, all: readonly ProductObject[]) =>
    all.findIndex(({ key }) => key === object.key) === i;
  for (const { key, name } of objectsOf(product).filter(unique)) {
    const stat = await store.stat(key);
    if (!stat) continue;
    const body = await store.read(key, { etag: stat.etag, signal });
    try {
      yield { name: `${directory}/${name}`, sizeBytes: stat.sizeBytes, modified: stat.modified, body };
    } finally {
      body.destroy();
    }
  }
}
