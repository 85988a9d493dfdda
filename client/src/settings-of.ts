import type { StackConfig } from '@pvs/core/config/stack';
import { advertisedLayers } from '@pvs/core/layers/layer';
import type { ClientSettings } from './client-settings.ts';

/** What the page needs of the stack's configuration. */
export function settingsOf(config: StackConfig): ClientSettings {
  const { stack, title, abstract, collections, client } = config;
  const link = config.tileMatrixSets.find(({ id }) => id === 'WebMercatorQuad');
  return {
    stack,
    title,
    abstract,
    collections: collections.map(({ id, title: name = id, abstract: text }) => ({
      id,
      title: name,
      abstract: text,
    })),
    layers: advertisedLayers(config).flatMap(({ layers }) =>
      layers.map((layer) => ({ id: layer.name, title: layer.title, collection: layer.collection })),
    ),
    map: { center: client.center, zoom: client.zoom },
    tileMatrixSet: 'WebMercatorQuad',
    minZoom: link?.minZoom ?? 0,
    maxZoom: link?.maxZoom ?? 18,
  };
}
