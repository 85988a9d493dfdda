import { formatInstant } from '../time/time-interval.ts';
import type { TimeInterval } from '../time/time-interval.ts';
import { stacArea } from './search-area.ts';
import { cql2Filter } from './search-filter.ts';
import type { ProductScope } from './search-url.ts';

/** Steps that the catalogue counts by. */
export type CountStep = 'hour' | 'day' | 'month';

/** From when to when there are products, and of which platforms. */
export const extentUrl = (scope: ProductScope) =>
  urlOf(scope, ['aggregations=datetime_min,datetime_max,platform_frequency']);

/** How many products begin in each step of a time (STAC API, Aggregation extension). */
export const countsUrl = (scope: ProductScope, { startMs, endMs }: TimeInterval, step: CountStep) =>
  urlOf(scope, [
    `aggregations=datetime_frequency&datetime_frequency_interval=${step}`,
    `datetime=${formatInstant(startMs)}/${formatInstant(endMs)}`,
  ]);

/** The same products as items. */
export const itemsUrl = (scope: ProductScope, time: TimeInterval | undefined) =>
  stacUrl(
    scope,
    'items',
    time ? [`datetime=${formatInstant(time.startMs)}/${formatInstant(time.endMs)}`] : [],
  );

const urlOf = (scope: ProductScope, counted: readonly string[]) => stacUrl(scope, 'aggregate', counted);

function stacUrl({ collection, area, filter }: ProductScope, what: string, rest: readonly string[]): string {
  const cql = cql2Filter(filter);
  const parameters = [
    ...rest,
    ...(area ? [stacArea(area)] : []),
    ...(cql === '' ? [] : [`filter=${encodeURIComponent(cql)}`]),
  ];
  const query = parameters.length === 0 ? '' : `?${parameters.join('&')}`;
  return `./stac/collections/${encodeURIComponent(collection)}/${what}${query}`;
}
