import { CONFORMS_TO } from './conformance.ts';
import {
  collectionPath,
  GEOJSON_TYPE,
  JSON_TYPE,
  rootLink,
  selfLink,
  STAC_VERSION,
  type StacContext,
  stacUrl,
} from './stac-context.ts';

/** The landing page: a STAC catalogue of the stack's collections (STAC API 1.0.0, core). */
export function writeLanding(context: StacContext) {
  const { stack } = context;
  const link = (rel: string, path: string, type = JSON_TYPE) => ({ rel, href: stacUrl(context, path), type });
  return {
    type: 'Catalog',
    stac_version: STAC_VERSION,
    id: stack.stack,
    title: stack.title,
    description: stack.abstract || stack.title,
    conformsTo: CONFORMS_TO,
    links: [
      selfLink(stacUrl(context, '/')),
      rootLink(context),
      link('conformance', '/conformance'),
      link('service-desc', '/api', 'application/vnd.oai.openapi+json;version=3.0'),
      link('service-doc', '/api.html', 'text/html'),
      link('data', '/collections'),
      { ...link('search', '/search', GEOJSON_TYPE), method: 'GET' },
      { ...link('search', '/search', GEOJSON_TYPE), method: 'POST' },
      link('http://www.opengis.net/def/rel/ogc/1.0/queryables', '/queryables', 'application/schema+json'),
      link('aggregate', '/aggregate'),
      link('aggregations', '/aggregations'),
      ...stack.collections.map(({ id, title = id }) => ({ ...link('child', collectionPath(id)), title })),
    ],
  };
}
