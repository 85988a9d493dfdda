import type { Extent } from '@pvs/core/catalogue/collection-extent';
import type { CollectionConfig } from '@pvs/core/config/stack';
import { advertisedLayers } from '@pvs/core/layers/layer';
import { formatInstant } from '@pvs/core/time/format-instant';
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
import { mapLinks, WEB_MAP_LINKS } from './map-links.ts';

/** A collection of the stack as a STAC collection, with the extent that its products have now. */
export function writeCollection(collection: CollectionConfig, context: StacContext) {
  const { id, title = id, abstract } = collection;
  const path = collectionPath(id);
  const link = (rel: string, below: string, type = JSON_TYPE) => ({
    rel,
    href: stacUrl(context, below),
    type,
  });
  return {
    type: 'Collection',
    stac_version: STAC_VERSION,
    stac_extensions: [WEB_MAP_LINKS],
    id,
    title,
    description: abstract || title,
    license: 'proprietary',
    providers: [{ name: context.stack.service.provider, roles: ['host'] }],
    extent: extentOf(context.follower.index.extent(id)),
    links: [
      selfLink(stacUrl(context, path)),
      rootLink(context),
      link('parent', '/'),
      link('items', `${path}/items`, GEOJSON_TYPE),
      link(
        'http://www.opengis.net/def/rel/ogc/1.0/queryables',
        `${path}/queryables`,
        'application/schema+json',
      ),
      link('aggregate', `${path}/aggregate`),
      link('aggregations', `${path}/aggregations`),
      ...pictureLayers(id, context).flatMap((layer) => mapLinks(layer, context)),
    ],
  };
}

/** The collection's layers that are pictures, the default one first. */
const pictureLayers = (id: string, { stack, follower }: StacContext) =>
  advertisedLayers(stack, follower.index)
    .filter(({ collection }) => collection === id)
    .flatMap(({ layers }) => layers.filter(({ shows }) => shows.kind === 'browse'))
    .map(({ name }) => name);

/** All collections (OGC 17-069r4 §7.14). */
export function writeCollections(context: StacContext) {
  return {
    collections: context.stack.collections.map((collection) => writeCollection(collection, context)),
    links: [selfLink(stacUrl(context, '/collections')), rootLink(context)],
  };
}

/** Of a collection without products: the whole world and any time. */
function extentOf(extent: Extent | undefined) {
  const { minX, minY, maxX, maxY } = extent?.box ?? { minX: -180, minY: -90, maxX: 180, maxY: 90 };
  const interval = extent ? [formatInstant(extent.beginMs), formatInstant(extent.endMs)] : [null, null];
  return { spatial: { bbox: [[minX, minY, maxX, maxY]] }, temporal: { interval: [interval] } };
}
