import type { GeoBox } from '../search/geo-box.ts';
import type { ProjectionName } from '../map/map-projection.ts';
import type { TextFilter } from '../search/resolve-filter.ts';
import type { Position, SearchArea } from '../search/search-area.ts';
import type { SearchOrder } from '../search/search-filter.ts';
import type { Comparison } from '../state/compare-state.ts';
import type { ShownLayer } from '../state/shown-layers.ts';
import type { TimeScale } from '../state/time-counts.ts';
import type { TimeInterval } from '../time/time-interval.ts';

/** Where the map looks. */
export interface MapView {
  readonly center: readonly [lon: number, lat: number];
  readonly zoom: number;
  /** What is visible; undefined for the whole world. */
  readonly box: GeoBox | undefined;
  /** False where the page itself moved the map, e.g. to a product. */
  readonly byUser: boolean;
}

/** What the page's elements tell each other, and with which detail. */
export interface PageEvents {
  readonly 'view-change': MapView;
  /** The product under the pointer or with the focus; undefined: none. */
  readonly 'product-hover': { readonly identifier: string | undefined };
  /** A product was chosen in the list or on the map; undefined: none any more. */
  readonly 'product-select': { readonly identifier: string | undefined; readonly zoomTo: boolean };
  readonly 'product-alone': { readonly alone: boolean };
  /** Undefined: all times. */
  readonly 'time-change': { readonly time: TimeInterval | undefined };
  /** While an interval is being dragged; undefined when the drag was given up. */
  readonly 'time-draft': { readonly time: TimeInterval | undefined };
  readonly 'time-step': { readonly direction: -1 | 1 };
  readonly 'time-latest': undefined;
  readonly 'time-play': { readonly playing: boolean };
  /** What part of the time is looked at now. */
  readonly 'time-scale': TimeScale;
  readonly 'filter-change': Partial<TextFilter>;
  readonly 'order-change': { readonly order: SearchOrder };
  /** Begins drawing an area on the map; undefined: gives it up. */
  readonly 'draw-start': { readonly kind: SearchArea['kind'] | undefined };
  /** The area that was drawn; undefined: none any more. */
  readonly 'area-change': { readonly area: SearchArea | undefined };
  readonly 'collection-change': { readonly collection: string };
  readonly 'in-view-change': { readonly inView: boolean };
  readonly 'layers-change': { readonly shown: readonly ShownLayer[] };
  /** Undefined: not compared any more. */
  readonly 'compare-change': { readonly compare: Comparison | undefined };
  /** Begins comparing with something that differs, or ends it. */
  readonly 'compare-toggle': undefined;
  readonly 'projection-change': { readonly projection: ProjectionName };
  readonly 'values-change': { readonly values: boolean };
  /** The pointer rests at a place of the map, or has left it. */
  readonly 'place-point': { readonly place: Position | undefined };
  readonly 'place-go': { readonly place: Position };
  readonly 'picture-save': undefined;
  readonly 'feature-change': { readonly feature: 'footprints' | 'graticule'; readonly visible: boolean };
  readonly 'show-more': undefined;
  readonly 'search-again': undefined;
  readonly 'links-open': undefined;
  readonly 'sign-in-open': undefined;
  /** The token that the person gave holds. */
  readonly 'signed-in': undefined;
  readonly 'scheme-turn': undefined;
  readonly 'zoom-to-all': undefined;
}
