import type { StackConfig } from '@pvs/core/config/stack';
import { advertisedLayers } from '@pvs/core/layers/layer';
import type { Layer } from '@pvs/core/layers/layer';
import type { ClientSettings } from './client-settings.ts';

type Config = Pick<
  StackConfig,
  'stack' | 'title' | 'abstract' | 'collections' | 'productTypes' | 'tileMatrixSets' | 'client' | 'limits'
>;

/** What the web client needs of the stack's configuration. */
export function settingsOf(stack: Config): ClientSettings {
  const mercator = stack.tileMatrixSets.find(({ id }) => id === 'WebMercatorQuad');
  return {
    stack: stack.stack,
    title: stack.title,
    abstract: stack.abstract,
    collections: stack.collections.map(({ id, title = id, abstract }) => ({ id, title, abstract })),
    layers: advertisedLayers(stack).flatMap(({ collection, layers }) =>
      layers.map((layer) => ({ id: layer.name, title: titleOf(layer, stack), collection })),
    ),
    map: { center: stack.client.center, zoom: stack.client.zoom },
    tileMatrixSet: 'WebMercatorQuad',
    minZoom: mercator?.minZoom ?? 0,
    maxZoom: mercator?.maxZoom ?? 18,
  };
}

/** Short, because the client lists layers below their collection's title. */
function titleOf({ title, collection, shows }: Layer, { collections }: Config): string {
  if (shows.kind === 'outlines') return 'Outlines';
  if (shows.kind === 'outlined') return 'Images with outlines';
  if (shows.kind === 'browse' && shows.browse === '') return 'Images';
  if (shows.kind === 'heatmap') return 'Number of products';
  if (shows.kind === 'mask') return `Mask: ${shows.mask}`;
  if (shows.kind === 'masked') return `Images without what the mask ${shows.mask} hides`;
  const prefix = `${collections.find(({ id }) => id === collection)?.title ?? collection} – `;
  return title.startsWith(prefix) ? title.slice(prefix.length) : title;
}
