import { posix } from 'node:path';
import { z } from 'zod';
import type { StoredProduct } from '@pvs/core/catalogue/product';
import { notFound } from '@pvs/core/errors';
import { contentDisposition } from '@pvs/core/http/content-disposition';
import type { OwsRequest, OwsResponse } from '@pvs/core/ows/ows-request';
import { readParams } from '@pvs/core/ows/read-params';
import type { ObjectStat } from '@pvs/core/storage/object-store';
import type { ArchiveEntry, ArchiveFile } from '../archive/archive-entry.ts';
import { requirePackageFormat } from '../archive/package-formats.ts';
import { objectsOf } from '../objects/product-objects.ts';
import { packageKey } from '../objects/product-package.ts';
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
async function findPackage(product: StoredProduct, { store }: RequestContext) {
  const key = packageKey(product);
  return key === undefined ? undefined : store.stat(key);
}

/** All that is offered of it one by one, packed; what is gone is left out. */
async function packFiles(
  product: StoredProduct,
  packageFormat: string | undefined,
  context: RequestContext,
): Promise<OwsResponse> {
  const format = requirePackageFormat(packageFormat);
  const files = await filesOf(product, context);
  const name = `${product.identifier}.${format.extension}`;
  const sizeBytes = format.bytesOf?.(files);
  return {
    mediaType: format.mediaType,
    body: format.write(entriesOf(files, context)),
    headers: {
      'cache-control': 'no-cache',
      'content-disposition': contentDisposition('attachment', name),
      ...(sizeBytes === undefined ? {} : { 'content-length': String(sizeBytes) }),
    },
  };
}

interface StoredFile extends ArchiveFile {
  readonly stat: ObjectStat;
}

async function filesOf(product: StoredProduct, { store }: RequestContext): Promise<StoredFile[]> {
  const directory = posix.basename(product.identifier);
  const objects = objectsOf(product);
  const unique = objects.filter(({ key }, i) => objects.findIndex((other) => other.key === key) === i);
  const found = await Promise.all(
    unique.map(async ({ key, name }) => ({ name, stat: await store.stat(key) })),
  );
  return found.flatMap(({ name, stat }) =>
    stat ? [{ name: `${directory}/${name}`, sizeBytes: stat.sizeBytes, modified: stat.modified, stat }] : [],
  );
}

/** Each is opened when it is its turn; one that is replaced meanwhile breaks the archive off. */
async function* entriesOf(
  files: readonly StoredFile[],
  { store, signal }: RequestContext,
): AsyncGenerator<ArchiveEntry> {
  for (const { stat, ...file } of files) {
    const body = await store.read(stat.key, { etag: stat.etag, signal });
    try {
      yield { ...file, body };
    } finally {
      body.destroy();
    }
  }
}
