import type { ClientLayer, ClientSettings } from '../../client-settings.ts';
import type { ImageLayer } from '../map/image-layers.ts';
import type { MapView } from '../elements/page-events.ts';
import type { GeoBox } from '../search/geo-box.ts';
import type { SearchArea } from '../search/search-area.ts';
import type { SearchFilter, SearchOrder } from '../search/search-filter.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import type { TimeScale } from './time-counts.ts';
import type { UrlState } from './url-state.ts';

/** A layer of the map as the person has set it. */
export interface LayerChoice extends ClientLayer {
  readonly visible: boolean;
  /** From 0 to 1. */
  readonly opacity: number;
}

/** Everything that decides what the page shows, apart from what the catalogue answers. */
export interface ViewerState {
  /** Undefined until the map is there. */
  readonly view: MapView | undefined;
  /** Where the search looks: the view that the person last moved to. */
  readonly searchBox: GeoBox | undefined;
  readonly collection: string;
  readonly time: TimeInterval | undefined;
  readonly layers: readonly LayerChoice[];
  readonly product: string | undefined;
  readonly alone: boolean;
  readonly inView: boolean;
  /** What was drawn on the map to search in; goes before the view. */
  readonly drawn: SearchArea | undefined;
  readonly filter: SearchFilter;
  readonly order: SearchOrder;
  /** What the time bar shows; undefined until it knows from when to when there are products. */
  readonly timeScale: TimeScale | undefined;
  readonly playing: boolean;
  readonly hovered: string | undefined;
  readonly graticule: boolean;
  readonly footprints: boolean;
}

/** The state that a link asks for, where the stack has it. */
export function startState(settings: ClientSettings, url: UrlState): ViewerState {
  const known = settings.collections.some(({ id }) => id === url.collection);
  const collection = (known ? url.collection : settings.collections[0]?.id) ?? '';
  const layers = layersOf(settings).map((layer) => ({ ...layer, visible: false, opacity: 1 }));
  return {
    view: undefined,
    searchBox: undefined,
    collection,
    time: url.time,
    layers: showLayers(layers, url.layers ?? defaultLayers(settings, collection)),
    product: url.product,
    alone: url.alone && url.product !== undefined,
    inView: !url.everywhere,
    drawn: url.drawn,
    filter: url.filter,
    order: url.order,
    timeScale: undefined,
    playing: false,
    hovered: undefined,
    graticule: true,
    footprints: true,
  };
}

/** What a link must carry to bring back the state. */
export function linkState(state: ViewerState, settings: ClientSettings): UrlState {
  const visible = state.layers.filter((layer) => layer.visible).map((layer) => layer.id);
  const usual = defaultLayers(settings, state.collection);
  return {
    center: state.view?.center,
    zoom: state.view?.zoom,
    time: state.time,
    collection: state.collection === settings.collections[0]?.id ? undefined : state.collection,
    product: state.product,
    alone: state.alone,
    layers: visible.join() === usual.join() ? undefined : visible,
    everywhere: !state.inView,
    drawn: state.drawn,
    filter: state.filter,
    order: state.order,
  };
}

/** Where the search looks: in what was drawn, else in the view where that is wanted. */
export function searchAreaOf({ drawn, inView, searchBox }: ViewerState): SearchArea | undefined {
  if (drawn) return drawn;
  return inView && searchBox ? { kind: 'box', box: searchBox } : undefined;
}

/** The layers visible before anybody chose: the collection's own images. */
export function defaultLayers(settings: ClientSettings, collection: string): string[] {
  const own = layersOf(settings).filter((layer) => layer.collection === collection);
  const main = own.find((layer) => layer.id === collection) ?? own[0];
  return main ? [main.id] : [];
}

export const showLayers = (layers: readonly LayerChoice[], ids: readonly string[]): LayerChoice[] =>
  layers.map((layer) => ({ ...layer, visible: ids.includes(layer.id) }));

export type ImageChoice = Pick<ViewerState, 'alone' | 'product' | 'layers' | 'time'>;

/** What the map draws, bottom to top: the visible layers, or the selected product alone. */
export function imagesOf({ alone, product, layers, time }: ImageChoice): ImageLayer[] {
  if (alone && product !== undefined) return [{ id: product, time: undefined, opacity: 1 }];
  return layers.filter((layer) => layer.visible).map(({ id, opacity }) => ({ id, time, opacity }));
}

/** The configured layers, and for a collection that has none the one it always has. */
function layersOf({ layers, collections }: ClientSettings): ClientLayer[] {
  const bare = collections.filter(({ id }) => !layers.some((layer) => layer.collection === id));
  return [...layers, ...bare.map(({ id, title }) => ({ id, title, collection: id }))];
}
