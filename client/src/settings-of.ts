import type { StackConfig } from '@pvs/core/config/stack';
import { advertisedLayers } from '@pvs/core/layers/layer';
import type { Layer } from '@pvs/core/layers/layer';
import type { ClientSettings, LayerShows } from './client-settings.ts';

type Config = Pick<
  StackConfig,
  'stack' | 'title' | 'abstract' | 'collections' | 'productTypes' | 'tileMatrixSets' | 'client' | 'limits'
>;

type AccessSettings = Pick<ClientSettings, 'signIn' | 'user'>;

/** What the web client needs of the stack's configuration. */
export function settingsOf(stack: Config, access: AccessSettings = { signIn: false }): ClientSettings {
  const mercator = stack.tileMatrixSets.find(({ id }) => id === 'WebMercatorQuad');
  return {
    stack: stack.stack,
    title: stack.title,
    abstract: stack.abstract,
    collections: stack.collections.map(({ id, title = id, abstract }) => ({ id, title, abstract })),
    layers: advertisedLayers(stack).flatMap(({ collection, layers }) =>
      layers.map((layer) => ({
        id: layer.name,
        title: titleOf(layer, stack),
        kind: kindOf(layer),
        collection,
      })),
    ),
    map: { center: stack.client.center, zoom: stack.client.zoom },
    tileMatrixSet: 'WebMercatorQuad',
    minZoom: mercator?.minZoom ?? 0,
    maxZoom: mercator?.maxZoom ?? 18,
    ...access,
  };
}

/** Short, because the client lists layers below their collection's title: a browse type's own name, a mask's. */
function titleOf({ title, collection, shows }: Layer, { collections }: Config): string {
  if (shows.kind === 'mask' || shows.kind === 'masked') return shows.mask.replaceAll(/[_-]/g, ' ');
  if (shows.kind === 'browse' && shows.browse === '') return 'Images';
  const prefix = `${collections.find(({ id }) => id === collection)?.title ?? collection} – `;
  return title.startsWith(prefix) ? title.slice(prefix.length) : title;
}

const kindOf = ({ shows: { kind } }: Layer): LayerShows =>
  kind === 'browse' || kind === 'coverage' ? 'picture' : kind;
