import { formatArea, parseArea } from '../search/search-area.ts';
import type { SearchArea } from '../search/search-area.ts';
import { isSearchOrder } from '../search/search-filter.ts';
import type { TextFilter } from '../search/resolve-filter.ts';
import type { SearchOrder } from '../search/search-filter.ts';
import { isProjectionName } from '../map/map-projection.ts';
import type { ProjectionName } from '../map/map-projection.ts';
import { formatInterval, parseInterval } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { formatComparison, parseComparison } from './compare-state.ts';
import type { Comparison } from './compare-state.ts';
import { formatLayers, parseLayers } from './shown-layers.ts';
import type { ShownLayer } from './shown-layers.ts';

/** Conditions mean something when the catalogue has told its attributes. */
export const NO_CHOICE: TextFilter = { maxCloudCover: undefined, platform: undefined, where: [] };

/** What a link to the page carries. Undefined means: as the stack's settings have it. */
export interface UrlState {
  readonly center: readonly [lon: number, lat: number] | undefined;
  readonly zoom: number | undefined;
  readonly projection: ProjectionName;
  /** Undefined: all times. */
  readonly time: TimeInterval | undefined;
  readonly collection: string | undefined;
  /** Identifier of the selected product. */
  readonly product: string | undefined;
  /** Whether the map shows the selected product only. */
  readonly alone: boolean;
  /** Those on the map, bottom to top. */
  readonly layers: readonly ShownLayer[] | undefined;
  readonly compare: Comparison | undefined;
  /** Whether the list ignores the map view. */
  readonly everywhere: boolean;
  /** What was drawn on the map to search in. */
  readonly drawn: SearchArea | undefined;
  readonly filter: TextFilter;
  readonly order: SearchOrder;
}

/**
 * Reads the part of the URL after `#`. What it cannot read counts as absent: a damaged link still opens.
 *
 * @example '#map=11.50/48.20800/16.37300&time=2018-06-01--2018-06-30&collection=VHR&product=P1&alone=yes'
 */
export function parseUrlState(hash: string): UrlState {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const layers = parameters.get('layers');
  return {
    ...parseView(parameters.get('map') ?? ''),
    projection: parseProjection(parameters.get('view')),
    time: parseInterval(parameters.get('time') ?? ''),
    collection: parameters.get('collection') || undefined,
    product: parameters.get('product') || undefined,
    alone: parameters.get('alone') === 'yes',
    layers: layers === null ? undefined : parseLayers(layers),
    compare: parseComparison(parameters.get('compare') ?? ''),
    everywhere: parameters.get('area') === 'everywhere',
    drawn: parseArea(parameters.get('drawn') ?? ''),
    filter: {
      maxCloudCover: parsePercent(parameters.get('clouds')),
      platform: parameters.get('platform') || undefined,
      where: parameters.getAll('where'),
    },
    order: parseOrder(parameters.get('order')),
  };
}

/** The part of the URL after and with `#`, which {@link parseUrlState} reads back. */
export function formatUrlState(state: UrlState): string {
  const parts: string[] = [];
  if (state.center && state.zoom !== undefined) {
    const [lon, lat] = state.center;
    parts.push(`map=${state.zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (state.projection !== 'mercator') parts.push(`view=${state.projection}`);
  if (state.time) parts.push(`time=${formatInterval(state.time)}`);
  if (state.collection) parts.push(`collection=${encodeURIComponent(state.collection)}`);
  if (state.product) parts.push(`product=${encodeURIComponent(state.product)}`);
  if (state.alone) parts.push('alone=yes');
  if (state.layers) parts.push(`layers=${formatLayers(state.layers)}`);
  if (state.compare) parts.push(`compare=${formatComparison(state.compare)}`);
  if (state.everywhere) parts.push('area=everywhere');
  if (state.drawn) parts.push(`drawn=${encodeURIComponent(formatArea(state.drawn))}`);
  const { maxCloudCover, platform, where } = state.filter;
  if (maxCloudCover !== undefined) parts.push(`clouds=${maxCloudCover}`);
  if (platform !== undefined) parts.push(`platform=${encodeURIComponent(platform)}`);
  for (const condition of where) parts.push(`where=${encodeURIComponent(condition)}`);
  if (state.order !== 'newest') parts.push(`order=${state.order}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** `zoom/lat/lon`, the order that OpenStreetMap's links made usual. */
function parseView(text: string): Pick<UrlState, 'center' | 'zoom'> {
  const [zoom, lat, lon] = text.split('/').map((part) => (part === '' ? Number.NaN : Number(part)));
  if (isWithin(zoom, 0, 30) && isWithin(lat, -90, 90) && isWithin(lon, -180, 180))
    return { center: [lon, lat], zoom };
  return { center: undefined, zoom: undefined };
}

function parsePercent(text: string | null): number | undefined {
  const percent = text === null || text === '' ? undefined : Number(text);
  return isWithin(percent, 0, 100) ? percent : undefined;
}

const parseProjection = (text: string | null): ProjectionName => (isProjectionName(text) ? text : 'mercator');

const parseOrder = (text: string | null): SearchOrder => (isSearchOrder(text) ? text : 'newest');

function isWithin(value: number | undefined, min: number, max: number): value is number {
  return value !== undefined && value >= min && value <= max;
}
