import type { RendererContext } from '../renderer-context.ts';

/** What STAC documents are written with. */
export interface StacContext extends RendererContext {
  /** URL of the stack as the client sees it, without a trailing slash. */
  readonly stackUrl: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly gone?: AbortSignal;
}

export interface StacLink {
  readonly rel: string;
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly [extension: string]: unknown;
}

export const STAC_VERSION = '1.0.0';
export const JSON_TYPE = 'application/json';
export const GEOJSON_TYPE = 'application/geo+json';

export const stacUrl = ({ stackUrl }: Pick<StacContext, 'stackUrl'>, path = '') => `${stackUrl}/stac${path}`;

export const collectionPath = (id: string) => `/collections/${encodeURIComponent(id)}`;
export const itemPath = (collection: string, id: string) =>
  `${collectionPath(collection)}/items/${encodeURIComponent(id)}`;

/** The links that every document has. */
export const rootLink = (context: Pick<StacContext, 'stackUrl'>): StacLink => ({
  rel: 'root',
  href: stacUrl(context, '/'),
  type: JSON_TYPE,
});
export const selfLink = (href: string, type = JSON_TYPE): StacLink => ({ rel: 'self', href, type });
