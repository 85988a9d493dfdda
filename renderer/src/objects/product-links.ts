import type { Product } from '@pvs/core/catalogue/product';
import { productMediaType } from './product-package.ts';
import { objectsOf, objectUrl, type ProductObject, productUrl } from './product-objects.ts';

/** Where something of a product can be fetched. */
export interface ProductLink {
  /** Atom's relation (RFC 4287 §4.2.7.2), `icon` for pictures as OGC 13-026r9 §7 has it. */
  readonly rel: string;
  readonly href: string;
  /** Media type. */
  readonly type: string;
  readonly title: string;
  readonly sizeBytes?: number;
}

/** Where files are: this stack, or the store where it has a public address of its own. */
export interface DownloadUrls {
  readonly stackUrl: string;
  readonly storeUrl: string | undefined;
}

const RELATIONS: Readonly<Record<ProductObject['role'], string>> = {
  data: 'enclosure',
  'data-mask': 'related',
  metadata: 'via',
  thumbnail: 'icon',
};

/** All downloads of a product: each file, then the product whole. */
export function productLinks(product: Product, urls: DownloadUrls): ProductLink[] {
  const links = objectsOf(product).map((object) => linkTo(product, object, urls));
  const type = productMediaType(product);
  links.push({ rel: 'enclosure', href: productUrl(product, urls.stackUrl), type, title: 'Product' });
  return links;
}

function linkTo(product: Product, object: ProductObject, { stackUrl, storeUrl }: DownloadUrls): ProductLink {
  const rel = RELATIONS[object.role];
  const href = objectUrl(product, object, stackUrl, storeUrl);
  const title = object.role === 'thumbnail' ? 'QUICKLOOK' : object.title;
  const link = { rel, href, type: object.mediaType, title };
  return object.sizeBytes === undefined ? link : { ...link, sizeBytes: object.sizeBytes };
}
