import type { ClientLayer, ClientSettings } from '../../client-settings.ts';
import type { ImageLayer } from '../map/image-layers.ts';
import type { ProjectionName } from '../map/map-projection.ts';
import type { MapView } from '../elements/page-events.ts';
import type { GeoBox } from '../search/geo-box.ts';
import type { SearchArea } from '../search/search-area.ts';
import type { TextFilter } from '../search/resolve-filter.ts';
import type { SearchOrder } from '../search/search-filter.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { compareImages } from './compare-state.ts';
import type { Comparison } from './compare-state.ts';
import type { ShownLayer } from './shown-layers.ts';
import type { TimeScale } from './time-counts.ts';
import type { UrlState } from './url-state.ts';

/** Everything that decides what the page shows, apart from what the catalogue answers. */
export interface ViewerState {
  /** Undefined until the map is there. */
  readonly view: MapView | undefined;
  readonly projection: ProjectionName;
  /** Where the search looks: the view that the person last moved to. */
  readonly searchBox: GeoBox | undefined;
  readonly collection: string;
  readonly time: TimeInterval | undefined;
  /** Those that there are. */
  readonly layers: readonly ClientLayer[];
  /** Those on the map, bottom to top. */
  readonly shown: readonly ShownLayer[];
  readonly compare: Comparison | undefined;
  readonly product: string | undefined;
  readonly alone: boolean;
  readonly inView: boolean;
  /** What was drawn on the map to search in; goes before the view. */
  readonly drawn: SearchArea | undefined;
  readonly filter: TextFilter;
  readonly order: SearchOrder;
  /** What the time bar shows; undefined until it knows from when to when there are products. */
  readonly timeScale: TimeScale | undefined;
  readonly playing: boolean;
  readonly hovered: string | undefined;
  readonly graticule: boolean;
  readonly footprints: boolean;
  /** Whether the values of pixels are told. */
  readonly values: boolean;
}

/** The state that a link asks for, where the stack has it. */
export function startState(settings: ClientSettings, url: UrlState): ViewerState {
  const known = settings.collections.some(({ id }) => id === url.collection);
  const collection = (known ? url.collection : settings.collections[0]?.id) ?? '';
  const isKnown = (id: string) => settings.collections.some((each) => isLayerOf(id, each.id));
  return {
    view: undefined,
    projection: url.projection,
    searchBox: undefined,
    collection,
    time: url.time,
    layers: layersOf(settings),
    shown: url.layers?.filter(({ id }) => isKnown(id)) ?? defaultLayers(settings, collection),
    compare: url.compare,
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
    values: false,
  };
}

/** What a link must carry to bring back the state. */
export function linkState(state: ViewerState, settings: ClientSettings): UrlState {
  const { shown, collection, view } = state;
  const usual = defaultLayers(settings, collection);
  return {
    center: view?.center,
    zoom: view?.zoom,
    projection: state.projection,
    time: state.time,
    collection: collection === settings.collections[0]?.id ? undefined : collection,
    product: state.product,
    alone: state.alone,
    layers: JSON.stringify(shown) === JSON.stringify(usual) ? undefined : shown,
    compare: state.compare,
    everywhere: !state.inView,
    drawn: state.drawn,
    filter: state.filter,
    order: state.order,
  };
}

/** Where the search looks: in what was drawn, else in the view where that is wanted. */
export function searchAreaOf({
  drawn,
  inView,
  searchBox,
}: Pick<ViewerState, 'drawn' | 'inView' | 'searchBox'>): SearchArea | undefined {
  if (drawn) return drawn;
  return inView && searchBox ? { kind: 'box', box: searchBox } : undefined;
}

/** The layers on the map before anybody chose: the collection's own images. */
export function defaultLayers(settings: ClientSettings, collection: string): ShownLayer[] {
  const own = layersOf(settings).filter((layer) => layer.collection === collection);
  const main = own.find((layer) => layer.id === collection) ?? own[0];
  return main ? [{ id: main.id, opacity: 1 }] : [];
}

export type ImageChoice = Pick<ViewerState, 'alone' | 'product' | 'shown' | 'time' | 'compare'>;

/** What the map draws, bottom to top: the chosen layers, or the selected product alone. */
export function imagesOf({ alone, product, shown, time, compare }: ImageChoice): ImageLayer[] {
  const images =
    alone && product !== undefined
      ? [{ id: product, time: undefined, opacity: 1 }]
      : shown.map(({ id, opacity }) => ({ id, time, opacity }));
  return compare ? compareImages(images, compare) : images;
}

/** The configured layers, and for a collection that has none the one it always has. */
function layersOf({ layers, collections }: ClientSettings): ClientLayer[] {
  const bare = collections.filter(({ id }) => !layers.some((layer) => layer.collection === id));
  return [
    ...layers,
    ...bare.map(({ id, title }) => ({ id, title, kind: 'picture', collection: id }) as const),
  ];
}

/** A layer's name is its collection's, or begins with it: pictures of products' own are not in the settings. */
const isLayerOf = (id: string, collection: string) => id === collection || id.startsWith(`${collection}__`);
